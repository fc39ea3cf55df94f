// Fills the forms that ask for a passkey. Without this they stay hidden, and the other ways are there.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function answer(form) {
  const asked = await fetch(form.dataset.ask, { method: "POST" });
  if (!asked.ok) throw new Error(String(asked.status));
  const { options, state } = await asked.json();
  const publicKey = options.publicKey;
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const one of [...(publicKey.allowCredentials ?? []), ...(publicKey.excludeCredentials ?? [])]) one.id = bytes(one.id);
  const made = await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey });
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (made.response[name]) response[name] = text(made.response[name]);
  return JSON.stringify({ state, credential: { id: made.id, rawId: text(made.rawId), type: made.type, response } });
}

const forms = window.PublicKeyCredential ? document.querySelectorAll("form[data-ask]") : [];
for (const form of forms) {
  const problem = form.querySelector("[data-problem]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      form.elements[form.dataset.field].value = await answer(form);
      const shared = document.getElementById("shared");
      if (shared && form.elements.shared) form.elements.shared.value = shared.checked ? "1" : "";
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
if (forms.length) for (const words of document.querySelectorAll("[data-without-passkeys]")) words.hidden = true;
