import type { SVGProps } from 'react';
import drawings from './icons.svg?url';

interface IconProps extends SVGProps<SVGSVGElement> {
  /** Width and height in px. */
  size: number;
}

/** A drawing of icons.svg in the current colour. They are a file of their own, so that no page sends them as script. */
function icon(name: string) {
  return function Icon({ size, ...rest }: IconProps) {
    return (
      <svg
        aria-hidden="true"
        width={size}
        height={size}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.75}
        strokeLinecap="round"
        strokeLinejoin="round"
        {...rest}
      >
        <use href={`${drawings}#${name}`} />
      </svg>
    );
  };
}

export const Activity = /* @__PURE__ */ icon('activity');
export const AlarmClock = /* @__PURE__ */ icon('alarm-clock');
export const Archive = /* @__PURE__ */ icon('archive');
export const ArrowDownWideNarrow = /* @__PURE__ */ icon('arrow-down-wide-narrow');
export const ArrowLeftRight = /* @__PURE__ */ icon('arrow-left-right');
export const ArrowRight = /* @__PURE__ */ icon('arrow-right');
export const ArrowUpRight = /* @__PURE__ */ icon('arrow-up-right');
export const BookOpen = /* @__PURE__ */ icon('book-open');
export const CalendarDays = /* @__PURE__ */ icon('calendar-days');
export const Check = /* @__PURE__ */ icon('check');
export const ChevronRight = /* @__PURE__ */ icon('chevron-right');
export const ChevronsUpDown = /* @__PURE__ */ icon('chevrons-up-down');
export const CircleCheck = /* @__PURE__ */ icon('circle-check');
export const CircleMinus = /* @__PURE__ */ icon('circle-minus');
export const CircleUserRound = /* @__PURE__ */ icon('circle-user-round');
export const CircleX = /* @__PURE__ */ icon('circle-x');
export const ClipboardList = /* @__PURE__ */ icon('clipboard-list');
export const CloudOff = /* @__PURE__ */ icon('cloud-off');
export const Command = /* @__PURE__ */ icon('command');
export const Copy = /* @__PURE__ */ icon('copy');
export const Cpu = /* @__PURE__ */ icon('cpu');
export const Download = /* @__PURE__ */ icon('download');
export const Ellipsis = /* @__PURE__ */ icon('ellipsis');
export const Eraser = /* @__PURE__ */ icon('eraser');
export const ExternalLink = /* @__PURE__ */ icon('external-link');
export const FileCheck = /* @__PURE__ */ icon('file-check');
export const FileWarning = /* @__PURE__ */ icon('file-warning');
export const Fingerprint = /* @__PURE__ */ icon('fingerprint');
export const Flag = /* @__PURE__ */ icon('flag');
export const FlaskConical = /* @__PURE__ */ icon('flask-conical');
export const FolderGit2 = /* @__PURE__ */ icon('folder-git-2');
export const FolderInput = /* @__PURE__ */ icon('folder-input');
export const GitCompareArrows = /* @__PURE__ */ icon('git-compare-arrows');
export const GitMerge = /* @__PURE__ */ icon('git-merge');
export const GitPullRequestDraft = /* @__PURE__ */ icon('git-pull-request-draft');
export const History = /* @__PURE__ */ icon('history');
export const Hourglass = /* @__PURE__ */ icon('hourglass');
export const Inbox = /* @__PURE__ */ icon('inbox');
export const KeyRound = /* @__PURE__ */ icon('key-round');
export const Layers = /* @__PURE__ */ icon('layers');
export const ListChecks = /* @__PURE__ */ icon('list-checks');
export const ListFilter = /* @__PURE__ */ icon('list-filter');
export const LoaderCircle = /* @__PURE__ */ icon('loader-circle');
export const Lock = /* @__PURE__ */ icon('lock');
export const LockOpen = /* @__PURE__ */ icon('lock-open');
export const LogOut = /* @__PURE__ */ icon('log-out');
export const Merge = /* @__PURE__ */ icon('merge');
export const MessageSquarePlus = /* @__PURE__ */ icon('message-square-plus');
export const Monitor = /* @__PURE__ */ icon('monitor');
export const Moon = /* @__PURE__ */ icon('moon');
export const Network = /* @__PURE__ */ icon('network');
export const OctagonX = /* @__PURE__ */ icon('octagon-x');
export const Palette = /* @__PURE__ */ icon('palette');
export const Pencil = /* @__PURE__ */ icon('pencil');
export const Play = /* @__PURE__ */ icon('play');
export const PlugZap = /* @__PURE__ */ icon('plug-zap');
export const Plus = /* @__PURE__ */ icon('plus');
export const Radio = /* @__PURE__ */ icon('radio');
export const RefreshCw = /* @__PURE__ */ icon('refresh-cw');
export const Repeat = /* @__PURE__ */ icon('repeat');
export const RotateCcw = /* @__PURE__ */ icon('rotate-ccw');
export const ScrollText = /* @__PURE__ */ icon('scroll-text');
export const Search = /* @__PURE__ */ icon('search');
export const SearchX = /* @__PURE__ */ icon('search-x');
export const Send = /* @__PURE__ */ icon('send');
export const Settings = /* @__PURE__ */ icon('settings');
export const ShieldCheck = /* @__PURE__ */ icon('shield-check');
export const SlidersHorizontal = /* @__PURE__ */ icon('sliders-horizontal');
export const Sparkles = /* @__PURE__ */ icon('sparkles');
export const Split = /* @__PURE__ */ icon('split');
export const Square = /* @__PURE__ */ icon('square');
export const Sun = /* @__PURE__ */ icon('sun');
export const Terminal = /* @__PURE__ */ icon('terminal');
export const TextSearch = /* @__PURE__ */ icon('text-search');
export const Trash2 = /* @__PURE__ */ icon('trash-2');
export const TriangleAlert = /* @__PURE__ */ icon('triangle-alert');
export const Upload = /* @__PURE__ */ icon('upload');
export const Users = /* @__PURE__ */ icon('users');
export const Webhook = /* @__PURE__ */ icon('webhook');
export const Wrench = /* @__PURE__ */ icon('wrench');
export const X = /* @__PURE__ */ icon('x');
