// Callers of a server of this machine, signed as Twilio signs, for what wrk cannot do. Node's own modules only.
//
// node caller.js prepare PORT COUNT CALLS ANSWER   brings calls past the PIN; writes them for turns.lua, and one answer
// node caller.js open PORT COUNT                   dials and keys the language, and leaves the calls open
// node caller.js steady PORT RATE SECONDS          menu turns at a steady rate, come what may; tells their answer times
// node caller.js pins PORT                         keys a right PIN again and again until SIGTERM; tells how many
// node caller.js start PORT COMMAND …              runs COMMAND; tells the ms until /healthz says 200, and ends it
// node caller.js port                              a free port
//
// The auth token is in TWILIO_AUTH_TOKEN. What is told is one line of JSON.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { spawn } = require('node:child_process');

const PUBLIC = 'https://pay.example.com';
// the demo's open accounts: pay-bill number and PIN
const ACCOUNTS = [
  ['20411877', '482916'],
  ['44609128', '615283'],
  ['52733085', '904637'],
  ['74025619', '358172'],
  ['31572040', '739154'],
];
const MAIN_MENU = 'To pay, press 1.';
// a call may be asked a hundred times (voice-flows/pay-bill.toml)
const LAST_TURN = 99;
// turns.lua begins with these calls: 96 for each of its two threads, spread over 48 turns
const STAGGERED = 192;

// More connections than turns under way, so that no turn waits for another.
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

function post(port, path, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', path, headers, agent, method: 'POST' }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (piece) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, text, answered: performance.now() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const place = (who, number) => ({
  [who]: number,
  [`${who}City`]: 'ALBANY',
  [`${who}Country`]: 'US',
  [`${who}State`]: 'NY',
  [`${who}Zip`]: '12207',
});

class Call {
  constructor(port, at) {
    this.port = port;
    this.url = `${PUBLIC}/voice/twilio`;
    // a stranger, so that every call hears the language menu
    const from = `+1555019${String(at % 10_000).padStart(4, '0')}`;
    const to = '+15550100100';
    this.own = {
      AccountSid: `AC${'0'.repeat(32)}`,
      ApiVersion: '2010-04-01',
      CallSid: `CA${crypto.randomBytes(16).toString('hex')}`,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      ...place('From', from),
      ...place('Caller', from),
      ...place('To', to),
      ...place('Called', to),
    };
    [this.number, this.pin] = ACCOUNTS[at % ACCOUNTS.length];
  }

  // The form of a gather that ended; of the call's first webhook without keys.
  form(keys, finish) {
    const form = keys === undefined ? this.own : { ...this.own, Digits: keys, FinishedOnKey: finish, msg: 'Gather End' };
    const signed = Object.keys(form).sort().map((name) => name + form[name]).join('');
    return { body: new URLSearchParams(form).toString(), signed };
  }

  // One turn; gives how long its answer took, in ms.
  async turn(keys, finish = '') {
    const { body, signed } = this.form(keys, finish);
    const signature = crypto.createHmac('sha1', process.env.TWILIO_AUTH_TOKEN).update(this.url + signed).digest('base64');
    const headers = {
      Host: 'pay.example.com',
      'X-Twilio-Signature': signature,
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'Content-Length': Buffer.byteLength(body),
    };
    const sent = performance.now();
    const { status, text, answered } = await post(this.port, this.url.slice(PUBLIC.length), headers, body);
    const next = status === 200 && /action="([^"]+)"/.exec(text);
    if (!next) throw new Error(`the call cannot go on: ${status} ${text}`);
    this.url = next[1].replaceAll('&amp;', '&');
    this.answer = text;
    return answered - sent;
  }

  async dial() {
    await this.turn();
    await this.turn('1');
  }

  async upToPin() {
    await this.dial();
    await this.turn(this.number, '#');
  }

  async keyPin() {
    const took = await this.turn(this.pin, '#');
    if (!this.answer.includes(MAIN_MENU)) throw new Error(`the PIN did not open the account: ${this.answer}`);
    return took;
  }

  async repeat() {
    const took = await this.turn('9');
    if (!this.answer.includes(MAIN_MENU)) throw new Error(`not the main menu: ${this.answer}`);
    return took;
  }

  isSpent() {
    return Number(/turn=(\d+)/.exec(this.url)[1]) > LAST_TURN;
  }
}

// So many calls, each brought as far as `advance` brings it, some at a time.
async function calls(port, count, atOnce, advance) {
  const made = [];
  const worker = async () => {
    while (made.length < count) {
      const at = made.length;
      made.push(new Call(port, at));
      await advance(made[at], at);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return made;
}

const pastPin = async (call) => {
  await call.upToPin();
  await call.keyPin();
};

async function prepare([port, count, callsFile, answerFile]) {
  const made = await calls(port, Number(count), 32, async (call, at) => {
    await pastPin(call);
    const turns = at < STAGGERED ? Math.floor(at / 2) % 48 : 0;
    for (let turn = 0; turn < turns; turn++) await call.repeat();
  });
  const lines = made.map((call) => {
    const { body, signed } = call.form('9', '');
    return `${call.url}\t${body}\t${signed}\n`;
  });
  fs.writeFileSync(callsFile, lines.join(''));
  fs.writeFileSync(answerFile, made[2].answer);
  return { calls: made.length };
}

async function open([port, count]) {
  return { calls: (await calls(port, Number(count), 64, (call) => call.dial())).length };
}

// Open loop: a turn is sent when its time has come, whether or not those before it were answered.
async function steady([port, rate, seconds]) {
  const total = Number(rate) * Number(seconds);
  const idle = await calls(port, Math.ceil(total / 80) + 100, 16, pastPin);
  for (let warm = 0; warm < 100; warm++) {
    idle.push(idle.shift());
    await idle[idle.length - 1].repeat();
  }
  const took = [];
  const pending = [];
  let errors = 0;
  const began = performance.now();
  await new Promise((sentAll) => {
    let sent = 0;
    const tick = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate));
      for (; sent < due; sent++) {
        const call = idle.shift();
        pending.push(call.repeat().then((ms) => {
          took.push(ms);
          if (!call.isSpent()) idle.push(call);
        }, (error) => {
          errors++;
          console.error(error.message);
        }));
      }
      if (sent === total) {
        clearInterval(tick);
        sentAll();
      }
    }, 1);
  });
  await Promise.all(pending);
  took.sort((a, b) => a - b);
  const percentile = (p) => Number(took[Math.max(0, Math.ceil((took.length * p) / 100) - 1)].toFixed(2));
  return { turns: took.length, errors, p50: percentile(50), p99: percentile(99), max: percentile(100) };
}

// One PIN after the other, each in a call of its own; the next call is dialled while the PIN before it is hashed.
async function pins([port]) {
  let going = true;
  process.on('SIGTERM', () => (going = false));
  const began = performance.now();
  let [keyed, hashing, at] = [0, 0, 0];
  const ready = async () => {
    const call = new Call(port, at++);
    await call.upToPin();
    return call;
  };
  let next = ready();
  while (going) {
    const call = await next;
    next = ready();
    hashing += await call.keyPin();
    keyed++;
  }
  await next;
  return { pins: keyed, under_way: Number((hashing / (performance.now() - began)).toFixed(2)) };
}

async function start([port, ...command]) {
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
  const alive = () => new Promise((resolve) => {
    const ask = http.get({ port, host: '127.0.0.1', path: '/healthz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ask.on('error', () => resolve(false));
  });
  while (!(await alive())) {
    if (child.exitCode !== null) throw new Error(`${command[0]} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const ms = performance.now() - began;
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return { ms: Number(ms.toFixed(1)) };
}

function port() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const [word, ...args] = process.argv.slice(2);
const work = { prepare, open, steady, pins, start, port }[word];
if (!work) throw new Error(`${word}: prepare, open, steady, pins, start or port`);
work(args).then((told) => {
  console.log(JSON.stringify(told));
  process.exit(0);
}, (error) => {
  console.error(`caller.js ${word}: ${error.message}`);
  process.exit(1);
});
