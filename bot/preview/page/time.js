/* Time in a person's own zone. Zones are IANA names, instants are milliseconds since 1970 (UTC),
   local times are "YYYY-MM-DDTHH:MM". A local time that a clock change skips moves forward; one
   that happens twice means the first. */

const DAY = 86_400_000;
const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key);
}

export const timeOf = (at, zone) => format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
export const dayOf = (at, zone) => format(zone, { weekday: "long", day: "numeric", month: "long" }).format(at);
export const shortDayOf = (at, zone) => format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at);
export const fullOf = (at, zone) =>
  format(zone, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);

/* "Europe/Stockholm" -> "Stockholm" */
export const placeOf = (zone) => zone.split("/").pop().replaceAll("_", " ");

export function localOf(at, zone) {
  const parts = Object.fromEntries(
    format(zone, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.year.padStart(4, "0")}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/* How far the zone's clock is ahead of UTC at that instant, in ms. */
export function offsetAt(at, zone) {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${localOf(minute, zone)}:00Z`) - minute;
}

export function instantOf(local, zone) {
  const wall = Date.parse(`${local.slice(0, 16)}:00Z`);
  if (Number.isNaN(wall)) return NaN;
  const guesses = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)].map((offset) => wall - offset);
  const exact = guesses.filter((at) => localOf(at, zone) === local.slice(0, 16));
  // In a gap neither guess reads back; the offset from before the gap lands after it.
  return exact.length ? Math.min(...exact) : guesses[0];
}

/* The next time the person's wall clock shows `hour` o'clock, strictly after `at`. */
export function nextHour(at, hour, zone) {
  for (let days = 0; days < 3; days += 1) {
    const date = localOf(at + days * DAY, zone).slice(0, 10);
    const candidate = instantOf(`${date}T${String(hour).padStart(2, "0")}:00`, zone);
    if (candidate > at) return candidate;
  }
  return at + DAY;
}

/* The next change of the zone's offset within 400 days: {at, before, after} (offsets in ms). */
export function nextChange(at, zone) {
  const before = offsetAt(at, zone);
  for (let low = at; low < at + 400 * DAY; low += DAY) {
    if (offsetAt(low + DAY, zone) === before) continue;
    let [from, to] = [low, low + DAY];
    while (to - from > 60_000) {
      const middle = Math.floor((from + to) / 120_000) * 60_000;
      if (middle <= from) break;
      if (offsetAt(middle, zone) === before) from = middle;
      else to = middle;
    }
    return { at: Math.floor(to / 60_000) * 60_000, before, after: offsetAt(to, zone) };
  }
  return null;
}

/* Slack's <!date^seconds^tokens|fallback>. */
export function dateToken(seconds, tokens, zone = "UTC") {
  const at = seconds * 1000;
  const forms = {
    date_num: () => localOf(at, zone).slice(0, 10),
    date: () => format(zone, { day: "numeric", month: "long", year: "numeric" }).format(at),
    date_short: () => format(zone, { day: "numeric", month: "short", year: "numeric" }).format(at),
    date_long: () => format(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at),
    time: () => timeOf(at, zone),
    time_secs: () => format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at),
  };
  return tokens.replace(/\{([a-z_]+)\}/g, (all, name) => forms[name.replace(/_pretty$/, "")]?.() ?? all);
}
