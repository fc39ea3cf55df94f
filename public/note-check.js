// Advice while staff write: what the text seems to tell of, and what to write instead. Never in the way of saving.
const address = document.currentScript.dataset.check

for (const area of document.querySelectorAll('main form[method="post"] textarea:not([data-unchecked])')) {
  const box = document.createElement('div')
  box.className = 'note-advice'
  // Heard when there is something to say, without taking the focus.
  box.setAttribute('role', 'status')
  area.after(box)
  let timer = null
  let asked = ''
  let shown = '[]'

  const show = lines => {
    // The same advice is not said twice.
    if (JSON.stringify(lines) === shown) return
    shown = JSON.stringify(lines)
    box.replaceChildren(...lines.map(line => {
      const paragraph = document.createElement('p')
      paragraph.textContent = line
      return paragraph
    }))
  }

  const ask = async () => {
    clearTimeout(timer)
    const text = area.value.trim()
    if (text === asked) return
    asked = text
    if (text.length < 3) return show([])
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams({ text }) }).catch(() => null)
    if (!answer?.ok || answer.redirected || area.value.trim() !== text) return
    show((await answer.json()).lines)
  }

  area.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, 700)
  })
  area.addEventListener('blur', ask)
}
