// Two things that a page cannot do by itself: copy a sample, and try an operation on the service that serves the page.
const words = document.body.dataset;

for (const figure of document.querySelectorAll("figure.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(figure.querySelector("code").textContent);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  figure.querySelector("figcaption").append(button);
}

const tokens = new Map();

// The sandbox's accounts all have one password, which it prints when it starts.
async function tokenOf(account) {
  if (!tokens.has(account)) {
    const answer = account.includes("@")
      ? await fetch("/v1/sessions", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ email: account, password: "sandbox" }),
        })
      : await fetch("/oauth/token", {
          method: "POST",
          headers: { Authorization: `Basic ${btoa(`${account}:sandbox`)}` },
          body: new URLSearchParams({ grant_type: "client_credentials" }),
        });
    if (!answer.ok) return { refused: answer };
    tokens.set(account, (await answer.json()).access_token);
  }
  return { token: tokens.get(account) };
}

function bodyOf(form, headers) {
  const written = form.elements.body;
  if (!written) return undefined;
  const type = written.dataset.type;
  if (!type.startsWith("multipart/") && type !== "application/x-www-form-urlencoded") {
    if (!written.value.trim()) return undefined;
    headers["Content-Type"] = type;
    return written.value;
  }
  const sent = type.startsWith("multipart/") ? new FormData() : new URLSearchParams();
  const files = [...form.querySelectorAll("[data-in=file]")];
  for (const [name, value] of Object.entries(JSON.parse(written.value || "{}"))) {
    if (files.some((file) => file.name === name)) continue;
    for (const each of [value].flat()) {
      if (each !== null) sent.append(name, typeof each === "string" ? each : JSON.stringify(each));
    }
  }
  for (const field of files) for (const file of field.files) sent.append(field.name, file);
  return sent;
}

function askedBy(form) {
  const query = new URLSearchParams();
  const headers = { Accept: "application/json, application/problem+json;q=0.9, */*;q=0.5", "Accept-Language": document.documentElement.lang };
  let path = form.dataset.path;
  for (const field of form.querySelectorAll("[data-in]")) {
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    if (!field.value || field.type === "file") continue;
    if (field.dataset.in === "query") query.append(field.name, field.value);
    if (field.dataset.in === "header") headers[field.name] = field.value;
  }
  const asked = query.size ? `${path}?${query}` : path;
  return { asked, headers, body: bodyOf(form, headers) };
}

async function told(answer) {
  const text = await answer.text();
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function send(form) {
  const { asked, headers, body } = askedBy(form);
  const account = form.elements.as.value;
  if (account) {
    const { token, refused } = await tokenOf(account);
    if (refused) return refused;
    headers.Authorization = `Bearer ${token}`;
  }
  return fetch(asked, { method: form.dataset.method, headers, body });
}

for (const form of document.querySelectorAll("form.try")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const result = form.querySelector(".result");
    result.hidden = false;
    try {
      const answer = await send(form);
      const tag = answer.headers.get("ETag");
      result.querySelector(".status").textContent = `${answer.status} ${answer.statusText}${tag ? ` · ETag ${tag}` : ""}`;
      result.querySelector("code").textContent = await told(answer);
    } catch (error) {
      result.querySelector(".status").textContent = String(error);
      result.querySelector("code").textContent = "";
    }
  });
}
