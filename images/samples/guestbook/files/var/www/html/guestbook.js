// All messages are one value of redis, with commas between them.
const messages = document.querySelector('#messages');
const input = document.querySelector('#message');
const error = document.querySelector('#error');
let entries = [];

function show() {
  messages.replaceChildren(
    ...entries.map((text) => {
      const line = document.createElement('div');
      line.textContent = text;
      return line;
    }),
  );
}

async function ask(parameters) {
  const response = await fetch(`guestbook.php?${new URLSearchParams({key: 'messages', ...parameters})}`);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function attempt(action) {
  try {
    error.textContent = '';
    await action();
  } catch (reason) {
    error.textContent = reason.message;
  }
}

document.querySelector('#form').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (text === '') return;
  attempt(async () => {
    await ask({cmd: 'set', value: [...entries, text].join(',')});
    entries.push(text);
    input.value = '';
    show();
  });
});

attempt(async () => {
  const {data} = await ask({cmd: 'get'});
  entries = data === '' ? [] : data.split(',');
  show();
});
