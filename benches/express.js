// What Paytone is compared with: an Express 5 application that checks the signature with Twilio's own SDK, answers the
// very bytes of Paytone's main menu with the next turn's number in its URLs, and stores nothing.
//
// node express.js PORT ANSWER-FILE     with the auth token in TWILIO_AUTH_TOKEN; it says "ready" once it listens
'use strict';
const fs = require('node:fs');
const express = require('express');
const twilio = require('twilio');

const [port, file] = process.argv.slice(2);
const answer = fs.readFileSync(file, 'utf8').split(/(?<=\?turn=)\d+/);

const app = express();
app.post(
  '/voice/twilio',
  express.urlencoded({ extended: false }),
  // the public address is the signed one, as behind any proxy
  twilio.webhook(process.env.TWILIO_AUTH_TOKEN, { protocol: 'https', host: 'pay.example.com' }),
  (request, response) => response.type('text/xml').send(answer.join(Number(request.query.turn) + 1)),
);
app.listen(Number(port), '127.0.0.1', () => console.log('ready'));
