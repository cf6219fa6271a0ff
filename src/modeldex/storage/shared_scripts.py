"""What runs inside Redis: the exchange of a round, and the claim of a probe, each in one step.

All times in Redis are its own, and what is sent and answered are seconds from now: the clocks of instances
need not agree. A model's hash holds `at` and the sums as of then, which fade as they are read; the circuit
(`open_until`, `open_seconds`), the `stamp` of its last change in microseconds, and who probes it. A change
of a circuit counts only if its sender knew the change before it: so a late word of an instance that was
cut off cannot undo what came after. Who opens a circuit that another has opened meanwhile can only keep it
open for longer. Only a reset, which is its owner's word, counts whatever came before; and a cool-down that
was asked for before a reset is told in vain. Whoever finds nothing marks the beginning with its own name.
"""

from __future__ import annotations

EXCHANGE = """
local prefix, asked = KEYS[1], cjson.decode(ARGV[1])
local time = redis.call('TIME')
local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
local now = micros / 1000000
local minute = math.floor(now / 60)
local changed = prefix .. ':changed'
local this_minute, last_minute = prefix .. ':minute:' .. minute, prefix .. ':minute:' .. (minute - 1)

local function exact(number) return string.format('%.17g', number) end

local begun = redis.call('GET', prefix .. ':begun')
if not begun then
  begun = asked.me .. ':' .. exact(micros)
  redis.call('SET', prefix .. ':begun', begun)
end
redis.call('EXPIRE', prefix .. ':begun', asked.kept)
if asked.begun ~= '' and asked.begun ~= begun then return {begun} end

local function read(key)
  local found, flat = {}, redis.call('HGETALL', key)
  for i = 1, #flat, 2 do found[flat[i]] = flat[i + 1] end
  return found
end

local function sums_of(held, count)
  local share, sums = 1, {}
  if held.at then share = 0.5 ^ (math.max(now - tonumber(held.at), 0) / asked.half_life) end
  for i = 1, count do sums[i] = (tonumber(held['sum' .. i]) or 0) * share end
  return sums
end

local function take_event(key, held, one)
  local open_until, stamp = tonumber(held.open_until), tonumber(held.stamp) or 0
  local is_known = stamp <= one.stamp
  local next_stamp = exact(math.max(micros, stamp + 1))
  if one.event == 'opened' and (is_known or open_until) then
    local till = now + one.open_left
    if open_until and till <= math.max(open_until, now) then return false end
    redis.call('HSET', key, 'open_until', exact(till), 'open_seconds', exact(one.open_seconds))
    redis.call('HSET', key, 'stamp', next_stamp)
    if till > now then redis.call('HDEL', key, 'probe_until', 'probe_by') end
  elseif one.event == 'reset' then
    redis.call('HSET', key, 'stamp', next_stamp, 'reset', next_stamp)
    redis.call('HDEL', key, 'open_until', 'open_seconds', 'probe_until', 'probe_by', 'cool_until')
    held.cool_until, held.reset = nil, nil
    return true
  elseif one.event == 'closed' and (is_known or held.probe_by == asked.me) then
    redis.call('HSET', key, 'stamp', next_stamp)
    redis.call('HDEL', key, 'open_until', 'open_seconds', 'probe_until', 'probe_by')
    return true
  elseif one.event == 'released' and held.probe_by == asked.me then
    redis.call('HDEL', key, 'probe_until', 'probe_by')
  end
  return false
end

local function count_minute(key, one, which)
  local requests, tokens = one.requests[which], one.tokens[which]
  if requests > 0 then redis.call('HINCRBYFLOAT', key, 'r:' .. one.name, exact(requests)) end
  if tokens > 0 then redis.call('HINCRBYFLOAT', key, 't:' .. one.name, exact(tokens)) end
  redis.call('EXPIRE', key, 180)
end

for _, one in ipairs(asked.given) do
  local key = prefix .. ':model:' .. one.name
  local held = read(key)
  local sums = sums_of(held, #one.sums)
  if take_event(key, held, one) then
    for i = 1, asked.forgotten do sums[i] = 0 end
  end
  local fields = {'at', exact(now)}
  for i, more in ipairs(one.sums) do
    fields[#fields + 1] = 'sum' .. i
    fields[#fields + 1] = exact(sums[i] + more)
  end
  local knows_reset = (tonumber(held.reset) or 0) <= one.stamp
  if one.cool_left and knows_reset and now + one.cool_left > (tonumber(held.cool_until) or 0) then
    fields[#fields + 1] = 'cool_until'
    fields[#fields + 1] = exact(now + one.cool_left)
  end
  redis.call('HSET', key, unpack(fields))
  redis.call('EXPIRE', key, asked.kept)
  count_minute(this_minute, one, 1)
  count_minute(last_minute, one, 2)
  redis.call('ZADD', changed, exact(micros), one.name)
end
redis.call('ZREMRANGEBYSCORE', changed, '-inf', exact(micros - asked.kept * 1000000))
redis.call('EXPIRE', changed, asked.kept)

-- a clock that was set back must not leave anybody deaf until it is as late again
local since = asked.since
if tonumber(since) and tonumber(since) > micros then since = '-inf' end
local names = redis.call('ZRANGEBYSCORE', changed, since, '+inf', 'WITHSCORES', 'LIMIT', 0, asked.most)
local standings, reached = {}, exact(micros)
if #names == 2 * asked.most then reached = names[#names] end
local function left(text)
  if text then return tonumber(text) - now end
  return cjson.null
end
for i = 1, #names, 2 do
  local name = names[i]
  local held = read(prefix .. ':model:' .. name)
  local probe_by = cjson.null
  if held.probe_by then probe_by = held.probe_by == asked.me end
  local function counted(key, sort) return tonumber(redis.call('HGET', key, sort .. name) or 0) end
  standings[#standings + 1] = {
    name, sums_of(held, asked.sums), left(held.cool_until), held.stamp or '0', left(held.open_until),
    tonumber(held.open_seconds) or cjson.null, left(held.probe_until), probe_by,
    {counted(this_minute, 'r:'), counted(last_minute, 'r:')},
    {counted(this_minute, 't:'), counted(last_minute, 't:')},
  }
end
return {begun, reached, exact(now - minute * 60), cjson.encode(standings)}
"""
"""KEYS: prefix; ARGV: what is given and asked, as JSON. Answers which of all beginnings this is, up to where
was read, how much of the minute is over, and how things stand with all that changed since. Where it is
another beginning than the asker knows, that is the whole answer, and nothing is taken in."""

CLAIM = """
local prefix, me, seconds, kept = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
local now = micros / 1000000
local granted = {}
for i = 4, #ARGV do
  local key = prefix .. ':model:' .. ARGV[i]
  local held = redis.call('HMGET', key, 'open_until', 'stamp', 'probe_until', 'probe_by')
  local is_half_open = not held[2] or (held[1] and tonumber(held[1]) <= now + 1)
  local is_free = not held[3] or tonumber(held[3]) <= now or held[4] == me
  if is_half_open and is_free then
    redis.call('HSET', key, 'probe_until', string.format('%.17g', now + seconds), 'probe_by', me)
    redis.call('EXPIRE', key, kept)
    redis.call('ZADD', prefix .. ':changed', string.format('%.17g', micros), ARGV[i])
    granted[#granted + 1] = ARGV[i]
  end
end
return granted
"""
"""KEYS: prefix; ARGV: who claims, for how many seconds, how long things are kept, then the names. Answers
those that are granted: each to one instance at a time, as a lock that lapses by itself."""
