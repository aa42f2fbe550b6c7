/* Of people's answers, for the nightly review and for the page that speaks of it; this file imports nothing, and so costs the page nothing. */

/** Fewer answers of a project say more of those days than of the project; from so many on, bounds are proposed. */
export const LEAST_ANSWERS = 100;
/** So many new ones, and it is worth looking again. */
export const WORTH_LOOKING = 50;
