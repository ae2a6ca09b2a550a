/* The emoji shortcodes that turn up in working life; unknown ones stay as typed, as in Slack. */

const COMMON = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", raised_hands: "🙌", pray: "🙏",
  clap: "👏", muscle: "💪", ok_hand: "👌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇",
  smile: "😄", slightly_smiling_face: "🙂", neutral_face: "😐", slightly_frowning_face: "🙁", cry: "😢", sweat_smile: "😅",
  thinking_face: "🤔", sleeping: "😴", zzz: "💤", relieved: "😌", heart: "❤️", green_heart: "💚", blue_heart: "💙",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", information_source: "ℹ️",
  question: "❓", exclamation: "❗", bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", calendar: "📅",
  date: "📅", spiral_calendar_pad: "🗓️", clock1: "🕐", clock5: "🕔", alarm_clock: "⏰", hourglass: "⌛", stopwatch: "⏱️",
  bell: "🔔", no_bell: "🔕", lock: "🔒", unlock: "🔓", key: "🔑", shield: "🛡️", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️",
  nut_and_bolt: "🔩", toolbox: "🧰", factory: "🏭", bar_chart: "📊", chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉", mag: "🔍", link: "🔗", paperclip: "📎", package: "📦", inbox_tray: "📥", outbox_tray: "📤",
  envelope: "✉️", speech_balloon: "💬", telephone_receiver: "📞", phone: "☎️", iphone: "📱", computer: "💻", sos: "🆘",
  ambulance: "🚑", hospital: "🏥", house: "🏠", sunny: "☀️", sunrise: "🌅", city_sunset: "🌇", crescent_moon: "🌙",
  new_moon: "🌑", star: "⭐", sparkles: "✨", seedling: "🌱", herb: "🌿", evergreen_tree: "🌲", ocean: "🌊", anchor: "⚓",
  boat: "⛵", sailboat: "⛵", compass: "🧭", coffee: "☕", tea: "🍵", droplet: "💧", fire: "🔥", rocket: "🚀", bug: "🐛",
  construction: "🚧", traffic_light: "🚦", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrow_upper_right: "↗️", arrow_lower_right: "↘️", repeat: "🔁", fast_forward: "⏩", wind_blowing_face: "🌬️", brain: "🧠",
  beer: "🍺", pill: "💊", busts_in_silhouette: "👥", bust_in_silhouette: "👤", handshake: "🤝", walking: "🚶", bed: "🛏️",
  small_blue_diamond: "🔹", small_orange_diamond: "🔸", white_circle: "⚪", black_circle: "⚫", large_blue_circle: "🔵",
  red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡", one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣",
  five: "5️⃣", robot_face: "🤖", wastebasket: "🗑️", floppy_disk: "💾", books: "📚", book: "📖", open_book: "📖", world_map: "🗺️",
  earth_africa: "🌍", globe_with_meridians: "🌐", mute: "🔇", door: "🚪", leaves: "🍃", fallen_leaf: "🍂",
};

export function emojiFor(name) {
  return Object.hasOwn(COMMON, name) ? COMMON[name] : null;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/gi, (all, name) => emojiFor(name.toLowerCase()) ?? all);
}
