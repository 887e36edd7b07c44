-- Asks for decisions about customers drawn at random, and prints one line of JSON at the end.
--
--   wrk -s decide.lua URL -- BODIES CUSTOMERS SEED [AUTHORIZATION]
--
-- BODIES is a file with a request a line, each for the customer `c-00000000`.

local heads, tails, customers = {}, {}, 0
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  customers = tonumber(arguments[2])
  math.randomseed(tonumber(arguments[3]) + number)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if arguments[4] then wrk.headers["Authorization"] = arguments[4] end
  for line in io.lines(arguments[1]) do
    local whole = wrk.format(nil, nil, nil, line)
    local from, to = whole:find("c-00000000", 1, true)
    -- All identifiers are of one length, so Content-Length stays true.
    table.insert(heads, whole:sub(1, from + 1))
    table.insert(tails, whole:sub(to + 1))
  end
end

function request()
  local index = math.random(#heads)
  return heads[index] .. string.format("%08d", math.random(0, customers - 1)) .. tails[index]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.1f, "p90": %.1f, "p99": %.1f, "max": %.1f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(90), latency:percentile(99),
    latency.max, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
