-- Callers for wrk: menu turns past the PIN, each signed as Twilio signs, each following the URL that the turn before it
-- was answered with. wrk tells neither request() nor response() which connection is meant, and an answer names its next
-- turn but not its call. So the calls that one thread has on the line are all at different turns, and the turn tells.
--
-- wrk -t2 -c64 -d5s -s turns.lua http://127.0.0.1:PORT -- CALLS     with the auth token in TWILIO_AUTH_TOKEN
-- CALLS: one call a line, as `caller.js prepare` leaves them: next URL, form, the form as it is signed; tabs between.
local ffi = require("ffi")
ffi.cdef [[
const void *EVP_sha1(void);
unsigned char *HMAC(const void *md, const void *key, int key_len, const char *text, size_t text_len,
                    unsigned char *mac, unsigned int *mac_len);
int EVP_EncodeBlock(unsigned char *base64, const unsigned char *bytes, int len);
]]
local crypto = ffi.C -- wrk itself is linked with OpenSSL's libcrypto
local sha1 = crypto.EVP_sha1()
local mac, base64 = ffi.new("unsigned char[20]"), ffi.new("unsigned char[32]")
local token = assert(os.getenv("TWILIO_AUTH_TOKEN"), "TWILIO_AUTH_TOKEN is not set")

local THREADS = 2
-- Calls of a thread that take turns; the others wait in reserve. So many more than are on the line, because behind a slow
-- answer calls gather at its turn and have to wait.
local WORKING = 96
-- a call may be asked a hundred times (voice-flows/pay-bill.toml); before that it is laid aside
local LAST_TURN = 99
local MAIN_MENU = "To pay, press 1."

-- read by done(): answers that were the main menu, answers that were not
menus, strays = 0, 0

local threads = {}
function setup(thread)
    thread:set("place", #threads)
    table.insert(threads, thread)
end

local idle, reserve = {}, {}
local on_the_line = {} -- by turn
local function go_on(call, url)
    call.url, call.turn = url, tonumber(url:match("turn=(%d+)"))
    return call
end

function init(args)
    local at = 0
    for line in io.lines(args[1]) do
        if at % THREADS == place then
            local url, form, signed = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)$")
            table.insert(#idle < WORKING and idle or reserve, go_on({ form = form, signed = signed }, url))
        end
        at = at + 1
    end
end

local function sign(text)
    crypto.HMAC(sha1, token, #token, text, #text, mac, nil)
    return ffi.string(base64, crypto.EVP_EncodeBlock(base64, mac, 20))
end

local function written(call)
    local host, path = call.url:match("^https://([^/]+)(.*)$")
    return table.concat({
        "POST ", path, " HTTP/1.1\r\nHost: ", host,
        "\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\nX-Twilio-Signature: ", sign(call.url .. call.signed),
        "\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: ", #call.form,
        "\r\n\r\n", call.form,
    })
end

local asked = false
function request()
    if not asked and place == 0 then
        asked = true -- wrk looks at the first thread's first request without sending it
        return written(idle[1])
    end
    for at, call in ipairs(idle) do
        if not on_the_line[call.turn] then
            table.remove(idle, at)
            on_the_line[call.turn] = call
            return written(call)
        end
    end
    return "GET /no-call-is-left HTTP/1.1\r\nHost: bench\r\n\r\n"
end

function response(status, headers, body)
    local url = status == 200 and body:find(MAIN_MENU, 1, true) and body:match('action="([^"]+)"')
    if not url then
        strays = strays + 1
        if strays == 1 then io.stderr:write("not the main menu: ", status, " ", body, "\n") end
        return
    end
    menus = menus + 1
    url = url:gsub("&amp;", "&")
    local taken = tonumber(url:match("turn=(%d+)")) - 1
    local call = go_on(on_the_line[taken], url)
    on_the_line[taken] = nil
    if call.turn > LAST_TURN then call = table.remove(reserve) end
    table.insert(idle, call)
end

function done(summary, latency)
    local menus, strays = 0, 0
    for _, thread in ipairs(threads) do
        menus = menus + thread:get("menus")
        strays = strays + thread:get("strays")
    end
    local e = summary.errors
    local broken = e.connect + e.read + e.write + e.timeout
    -- turns a second, p50 and p99 in ms, turns, errors
    io.write(string.format("RESULT %.0f %.2f %.2f %d %d\n", menus / (summary.duration / 1e6),
        latency:percentile(50) / 1000, latency:percentile(99) / 1000, menus, strays + broken))
end
