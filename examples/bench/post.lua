-- Post: the same chat completion again and again, with the caller's keys in turn.
--
--   wrk ... -s post.lua URL -- BODY KEYS
--
-- BODY is a file with the request's body, KEYS one with a key per line. The last line of the output is one JSON
-- object; latencies are in microseconds.

local requests, turn = {}, 0

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(arguments)
  local body = contents(arguments[1])
  for key in contents(arguments[2]):gmatch("%S+") do
    local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. key }
    requests[#requests + 1] = wrk.format("POST", "/v1/chat/completions", headers, body)
  end
end

-- One key would meet its own limit of requests per minute.
function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "not_2xx": %d, "broken": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
