/* The page's only way out: JSON to the stand-in that served it, and its stream of changes. */

export class ApiError extends Error {}

async function answer(response) {
  if (!response.ok) {
    const said = await response.json().catch(() => ({}));
    throw new ApiError(said.error ?? `The preview answered with ${response.status}.`);
  }
  return response.json().catch(() => ({}));
}

async function reach(path, options) {
  try {
    return await answer(await fetch(path, { cache: "no-store", ...options }));
  } catch (problem) {
    if (problem instanceof ApiError) throw problem;
    throw new ApiError("The preview does not answer. Is it still running?", { cause: problem });
  }
}

export function getState(user) {
  return reach(`/page/api/state?user=${encodeURIComponent(user ?? "")}`);
}

export const getTraffic = () => reach("/page/api/traffic");
export const getDatabase = () => reach("/page/api/database");

export function post(verb, body) {
  return reach(`/page/api/${verb}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/* Calls onChange whenever something changed for that person, onLink(true|false) as the connection
   comes and goes. Returns a function that stops listening. */
export function listen(user, onChange, onLink) {
  const source = new EventSource(`/page/api/changes?user=${encodeURIComponent(user)}`);
  source.addEventListener("changed", onChange);
  source.addEventListener("message", onChange);
  source.addEventListener("open", () => {
    onLink(true);
    onChange();
  });
  source.addEventListener("error", () => onLink(false));
  return () => source.close();
}

export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).split(",", 2)[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
