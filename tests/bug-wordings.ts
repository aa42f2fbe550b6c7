/*
 * One bug told in several people's words, for tests: each row is a bug, each entry `title | body` by somebody else. Bugs in one block
 * share words on purpose and are different problems. Written for this repository.
 */
export interface Wordings {
  bug: string;
  reports: readonly string[];
}

export const WORDINGS: readonly Wordings[] = [
  // exports
  {
    bug: 'csv-truncated',
    reports: [
      'CSV export stops after 1000 rows | I exported all orders of last year and the CSV file ends after exactly 1000 rows. The list on screen has 3,412.',
      'Orders missing from the exported CSV | The export only has the first thousand orders, everything after row 1000 is cut off.',
      'Exported file is incomplete | Our accountant noticed that the CSV export of orders never has more than 1000 rows.',
    ],
  },
  {
    bug: 'csv-umlauts',
    reports: [
      'CSV export shows garbage instead of umlauts | Customer names with ä or ö come out as Ã¤ in the exported CSV when opened in Excel.',
      'Wrong characters in exported CSV | Excel shows Ã¼ where the name has an umlaut. Looks like the encoding of the export is wrong.',
    ],
  },
  {
    bug: 'pdf-blank',
    reports: [
      'Invoice PDF is blank | Downloading the PDF of an invoice gives an empty white page since the update.',
      'Empty page when I download an invoice as PDF | The PDF opens, but it is just one white page. The invoice on screen looks right.',
    ],
  },
  {
    bug: 'pdf-year',
    reports: [
      'Invoices in late December carry next year | An invoice dated 30 December 2025 is printed with the year 2026.',
      'Wrong year on invoices around New Year | Invoices made in the last days of December print the following year in the date.',
    ],
  },
  // sign-in
  {
    bug: 'login-loop',
    reports: [
      'Login sends me back to the login page | I enter the right password, the page reloads and I am at the login form again. Endless loop in Safari.',
      'Endless redirect loop on login in Safari | After signing in with the correct password Safari redirects back to the login form over and over.',
      'Cannot log in with Safari | Login form just comes back after entering my password. Chrome is fine, Safari loops.',
    ],
  },
  {
    bug: 'reset-mail',
    reports: [
      'Password reset mail never arrives | I asked for a password reset three times and no email came, not in spam either.',
      'No email after asking for a password reset | The reset email does not arrive. Checked the spam folder.',
    ],
  },
  {
    bug: 'session-expiry',
    reports: [
      'Logged out every five minutes | I get logged out while filling in the form, after about five minutes. The session should last an hour.',
      'Session expires too early | The session is gone after five minutes and I have to log in again in the middle of my work.',
    ],
  },
  {
    bug: 'two-factor-clock',
    reports: [
      'Two-factor code rejected | The six digit code of my authenticator is always refused as invalid. My phone clock is one minute ahead.',
      'Authenticator codes refused as invalid | 2FA: each code from the authenticator is rejected if the phone clock is off by a minute.',
    ],
  },
  // carts and payment
  {
    bug: 'double-charge',
    reports: [
      'Customer charged twice | Clicking Pay twice quickly charges the card two times for one order.',
      'Double charge on checkout | When the Pay button is clicked again while it is loading, the card is charged twice.',
      'Two charges for one order | A customer double clicked Pay and was charged twice on her card.',
    ],
  },
  {
    bug: 'voucher-expired',
    reports: [
      'Expired voucher still accepted | A voucher that ended on 31 March could be redeemed in April at checkout.',
      'Checkout takes vouchers past their end date | Vouchers can be redeemed after they have expired.',
    ],
  },
  {
    bug: 'rounding',
    reports: [
      'Total is one cent off | Cart with three items of 0.10 and 10% discount shows 0.28 instead of 0.27. Rounding is off by a cent.',
      'Rounding mistake in cart total | The cart total differs by one cent from the sum of the items when a percentage discount applies.',
    ],
  },
  {
    bug: 'empty-cart',
    reports: [
      'Checkout of an empty cart is possible | I removed the last item and could still place an order with an empty cart, total 0.',
      'Can place an order with nothing in the cart | An order over 0 EUR was created from an empty cart.',
    ],
  },
  {
    bug: 'shipping-cost',
    reports: [
      'Shipping is free for Switzerland | Orders to Switzerland are shipped without shipping costs, it should be 9 EUR.',
      'No shipping costs added for Swiss addresses | With a delivery address in Switzerland shipping costs are zero.',
    ],
  },
  // search
  {
    bug: 'search-umlaut',
    reports: [
      'Search does not find products with umlauts | Searching for "Käse" finds nothing, "Kase" does.',
      'Product search fails with umlauts | No products when the search term has ä, ö or ü.',
    ],
  },
  {
    bug: 'search-slow',
    reports: [
      'Search takes ten seconds | Product search needs about ten seconds to answer since we have 20,000 products.',
      'Product search very slow with many products | The search answers after 10 seconds or more in a large catalogue.',
    ],
  },
  {
    bug: 'search-filter',
    reports: [
      'Price filter is lost on page two | In the search results I filter by price, and on the second page the filter is gone.',
      'Going to the next page of results drops the price filter | The price filter only applies to the first page of search results.',
    ],
  },
  // notifications
  {
    bug: 'mail-twice',
    reports: [
      'Notification mails arrive twice | Each notification about a new comment is sent two times within a minute.',
      'Every notification email is sent twice | I get two identical emails for each comment notification.',
    ],
  },
  {
    bug: 'mail-unsubscribe',
    reports: [
      'Unsubscribe link returns 404 | The unsubscribe link at the bottom of the newsletter opens a 404 page.',
      'Newsletter: unsubscribe leads to page not found | Clicking unsubscribe in the newsletter gives a 404.',
    ],
  },
  {
    bug: 'push-badge',
    reports: [
      'Badge stays at 3 after reading everything | The unread badge on the bell does not go back to zero when all notifications are read.',
      'Unread count of the bell is wrong | All notifications are read, but the bell keeps showing an unread badge.',
    ],
  },
  // uploads and images
  {
    bug: 'upload-heic',
    reports: [
      'HEIC photos cannot be uploaded | Uploading a photo from an iPhone (HEIC) fails with "unsupported file".',
      'iPhone photos are refused on upload | Pictures in HEIC format are rejected as unsupported file type.',
    ],
  },
  {
    bug: 'upload-rotated',
    reports: [
      'Uploaded photos are rotated | Portrait photos from my phone show up lying on their side after the upload.',
      'Portrait pictures lie on their side after upload | Photos taken upright are shown rotated by 90 degrees.',
    ],
  },
  {
    bug: 'avatar-cache',
    reports: [
      'New avatar not shown | I changed my avatar, but the old picture is shown until I clear the browser cache.',
      'Old profile picture stays after changing the avatar | The avatar only changes after clearing the cache.',
    ],
  },
  // time and language
  {
    bug: 'timezone',
    reports: [
      'Appointments are one hour off | Since the switch to summer time every appointment in the calendar shows one hour later.',
      'Calendar shows wrong hour since daylight saving | All appointments are displayed an hour late after the change to summer time.',
    ],
  },
  {
    bug: 'week-start',
    reports: [
      'Calendar week starts on Sunday | Even with German settings the calendar week begins on Sunday instead of Monday.',
      'Week in the calendar should begin on Monday | The calendar ignores my locale and begins the week on Sunday.',
    ],
  },
  {
    bug: 'language-reset',
    reports: [
      'Language jumps back to English | Whenever I log in the language is English again although I chose French in the settings.',
      'Language setting is forgotten after login | I set the language to French, after the next login everything is English.',
    ],
  },
  // stability
  {
    bug: 'memory-leak',
    reports: [
      'Tab uses 4 GB after a day | The dashboard left open over night grows to four gigabytes of memory and freezes the browser.',
      'Dashboard memory grows until the browser freezes | Memory of the dashboard tab keeps growing; after some hours it is several GB.',
    ],
  },
  {
    bug: 'crash-rotate',
    reports: [
      'App crashes when rotating the phone | On Android the app closes when I turn the phone to landscape on the map screen.',
      'Map screen crashes on rotation | Turning the device to landscape while the map is open kills the Android app.',
    ],
  },
  {
    bug: 'offline-sync',
    reports: [
      'Notes written offline are lost | I wrote notes on the train without network, and after reconnecting they were gone.',
      'Offline notes disappear after reconnecting | Notes made while offline vanish once the network is back.',
    ],
  },
  {
    bug: 'drag-drop',
    reports: [
      'Cannot reorder tasks in Firefox | Dragging a task card in Firefox selects text instead of moving the card.',
      'Drag and drop of task cards does not work in Firefox | In Firefox the cards cannot be dragged, the text gets selected.',
    ],
  },
  {
    bug: 'dark-mode',
    reports: [
      'Dark mode: text in the table is unreadable | With dark mode the table has black text on a dark grey background.',
      'Table text is black on dark background in dark mode | I cannot read the rows of the table when dark mode is on.',
    ],
  },
  {
    bug: 'undo-delete',
    reports: [
      'Undo after deleting a folder restores it empty | When I delete a folder and press undo, the folder is back but its files are gone.',
      'Files gone after undoing the deletion of a folder | Undo brings the folder back without the files that were in it.',
    ],
  },
  {
    bug: 'webhook-retry',
    reports: [
      'Webhooks are not retried | When our endpoint answers 503 the webhook is dropped and never delivered again.',
      'Lost webhook deliveries after 503 | A webhook that gets a 503 from our server is not retried.',
    ],
  },
];
