-- Stands before every script of the ledger: the clock, the policy's numbers, the room, the lanes.
--
-- KEYS[1]  the ENT's hash tag, such as {ecluse:aura}; every key begins with it, so that all live in one slot
-- Units    times and durations in ms, times by the ledger's clock; a person is 16 bytes
--
-- After KEYS[1]:
--   :clock          string  the latest time that was given out
--   :policy         hash    schema: the version of this layout; sha loadedAt sessions atLeast atMost perSecond idle
--                           longest; priority: "PERCENT ROLE" a line, most favoured first
--   :roles          set     every role that was ever named, because seats may outlive a policy
--   :seats:ROLE     zset    person -> expiry; a seat counts while its expiry is in the future
--   :known          hash    person -> "ADMITTED-AT ROLE"; means nothing without the seat
--   :ended          zset    cookie session that was ended -> when no cookie can name it any more
--   :handle:HANDLE  zset    PERSON SESSION that a provider may end by this handle -> when the session ends by itself;
--                           expires with the last of them
--   :notice:NOTICE  string  a logout message that was obeyed: until when it could come again; expires then
--   :ceiling        hash    version, and of the live value: sessions until by reason
--   :lane:ROLE      zset    person -> arrival
--   :called:ROLE    hash    until: the watermark; ever: people called since the lane exists
--   :calls:ROLE     zset    the watermark reached within a second -> that second; about sixty
--   :step           hash    at: the last step that was due; called: people called since
--   :open           string  the roles that no rule refuses, one a line, as last told
--   :pace           list    when the last seats were taken, newest first
--   :audit          stream  by what from to reason at
--   :changes        channel "ceiling", "seat" PERSON SESSION, "role" ROLE (see Changes.java)

local SCHEMA = '1'
local PLACE_LIFE = 12 * 3600 * 1000 -- a place older than this is forgotten
local CALL_LIFE = 60 * 1000         -- for how long a seat is held for somebody who was called
local STEP = 1000                   -- between two calling steps
local SECOND = 1000
local NEVER = 9007199254740991

local free_services, free_role_services, move_services, sweep_services -- see services.lua

local function key(name)
  return KEYS[1] .. ':' .. name
end

-- Redis' own clock, but never going back: neither by a correction nor by a failover.
local function read_clock()
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local last = tonumber(redis.call('GET', key('clock')) or 0)
  if now <= last then
    return last
  end
  redis.call('SET', key('clock'), now)
  return now
end

local now = read_clock()
local oldest = now - PLACE_LIFE

-- The policy's numbers; nil before the first announcement, and where another version laid out the keys.
local function read_policy()
  local read = redis.call('HMGET', key('policy'),
    'loadedAt', 'sessions', 'atLeast', 'atMost', 'perSecond', 'idle', 'longest', 'priority', 'schema')
  if read[9] ~= SCHEMA then
    return nil
  end
  local policy = {
    loaded_at = tonumber(read[1]), sessions = tonumber(read[2]), at_least = tonumber(read[3]),
    at_most = tonumber(read[4]), per_second = tonumber(read[5]), idle = tonumber(read[6]),
    longest = tonumber(read[7]), priority = {}, rank = {}, percent = {}
  }
  for percent, role in string.gmatch(read[8], '(%d+) ([^\n]+)') do
    table.insert(policy.priority, role)
    policy.rank[role] = #policy.priority
    policy.percent[role] = tonumber(percent)
  end
  return policy
end

local NO_POLICY = redis.error_reply('NOPOLICY no policy was announced')

-- A role that the policy does not name comes last, and nobody new enters with it.
local function rank(policy, role)
  return policy.rank[role] or #policy.priority + 1
end

local function percent(policy, role)
  return policy.percent[role] or 0
end

-- The ceiling in force.
local function read_ceiling(policy)
  local read = redis.call('HMGET', key('ceiling'), 'version', 'sessions', 'until')
  local ends = tonumber(read[3] or 0)
  local live = ends > now
  return {
    version = tonumber(read[1] or 0), live = live, ends = ends,
    sessions = live and tonumber(read[2]) or policy.sessions
  }
end

-- The reply that says it: sessions, at least, at most, 1 if live, version, ms until it ends or -1.
local function ceiling_reply(policy, ceiling)
  local ends_in = -1
  if ceiling.live and ceiling.ends ~= NEVER then
    ends_in = ceiling.ends - now
  end
  return { ceiling.sessions, policy.at_least, policy.at_most, ceiling.live and 1 or 0, ceiling.version, ends_in }
end

-- What is known of the person's unexpired seat, or nil.
local function find_seat(person)
  local known = redis.call('HGET', key('known'), person)
  if not known then
    return nil
  end
  local admitted_at, role = string.match(known, '^(%d+) (.*)$')
  local expiry = tonumber(redis.call('ZSCORE', key('seats:' .. role), person) or 0)
  if expiry <= now then
    return nil
  end
  return { role = role, admitted_at = tonumber(admitted_at), expiry = expiry }
end

local function free_seat(person)
  local known = redis.call('HGET', key('known'), person)
  if known then
    redis.call('ZREM', key('seats:' .. string.match(known, '^%d+ (.*)$')), person)
    redis.call('HDEL', key('known'), person)
  end
end

local function count_seats(role)
  return redis.call('ZCOUNT', key('seats:' .. role), '(' .. now, '+inf')
end

local function to_set(lines)
  local roles = {}
  for role in string.gmatch(lines, '[^\n]+') do
    roles[role] = true
  end
  return roles
end

-- The roles that no rule refuses, as last told.
local function open_roles()
  return to_set(redis.call('GET', key('open')) or '')
end

-- Remembers them for the scripts that are not told.
local function tell_open(lines)
  if redis.call('GET', key('open')) ~= lines then
    redis.call('SET', key('open'), lines)
  end
  return to_set(lines)
end

local function watermark(role)
  return tonumber(redis.call('HGET', key('called:' .. role), 'until') or 0)
end

-- How many people come before the first one who is neither called nor forgotten.
local function first_not_called(role, mark)
  return redis.call('ZCOUNT', key('lane:' .. role), '-inf', math.max(mark, oldest - 1))
end

local function count_not_called(role)
  local waiting = redis.call('ZCARD', key('lane:' .. role))
  return waiting == 0 and 0 or waiting - first_not_called(role, watermark(role))
end

-- People called within the last minute who have not come yet.
local function count_held(role)
  if redis.call('ZCARD', key('lane:' .. role)) == 0 then
    return 0
  end
  local lapsed = redis.call('ZREVRANGEBYSCORE', key('calls:' .. role), now - CALL_LIFE, '-inf', 'LIMIT', 0, 1)[1]
  local before = math.max(tonumber(lapsed or 0), oldest - 1)
  return redis.call('ZCOUNT', key('lane:' .. role), '(' .. before, watermark(role))
end

-- How much room there is: the ceiling, the seats taken, and those held for people who were called.
local function read_room(policy, open)
  local room = { ceiling = read_ceiling(policy).sessions, taken = 0, held = 0 }
  for _, role in ipairs(redis.call('SMEMBERS', key('roles'))) do
    room.taken = room.taken + count_seats(role)
  end
  for role in pairs(open) do
    room.held = room.held + count_held(role)
  end
  return room
end

local function below(room, share)
  return room.taken * 100 < share * room.ceiling
end

local function below_with_held(room, share)
  return (room.taken + room.held) * 100 < share * room.ceiling
end

-- Moves the watermark of a lane over the next people; returns how many were called, ties included.
local function call_people(role, people)
  local mark = watermark(role)
  local lane = key('lane:' .. role)
  local first = first_not_called(role, mark)
  local next_ones = math.min(people, redis.call('ZCARD', lane) - first)
  if next_ones <= 0 then
    return 0
  end
  local last = first + next_ones - 1
  local reached = redis.call('ZRANGE', lane, last, last, 'WITHSCORES')[2]
  local called = redis.call('ZCOUNT', lane, '-inf', reached) - first
  redis.call('HSET', key('called:' .. role), 'until', reached)
  redis.call('HINCRBY', key('called:' .. role), 'ever', called)

  local calls = key('calls:' .. role)
  local second = now - now % SECOND
  redis.call('ZREMRANGEBYSCORE', calls, second, second)
  redis.call('ZADD', calls, second, reached)
  local lapsed = redis.call('ZREVRANGEBYSCORE', calls, now - CALL_LIFE, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if lapsed[2] then
    redis.call('ZREMRANGEBYSCORE', calls, '-inf', '(' .. lapsed[2])
  end
  return called
end

local function step_is_due()
  return now - tonumber(redis.call('HGET', key('step'), 'at') or 0) >= STEP
end

-- The calling step: as many people as there is room for, from the most favoured lane on; under a limit of new seats
-- a second, no more people a second than may enter.
local function step(policy, open)
  local called_before = tonumber(redis.call('HGET', key('step'), 'called') or 0)
  local called = called_before
  if step_is_due() then
    called = 0
    redis.call('HSET', key('step'), 'at', now, 'called', 0)
    called_before = 0
  end
  local room = read_room(policy, open)
  for _, role in ipairs(policy.priority) do
    if open[role] then
      local limit = math.floor((policy.percent[role] * room.ceiling + 99) / 100)
      local people = limit - room.taken - room.held
      if policy.per_second > 0 then
        people = math.min(people, policy.per_second - called)
      end
      local moved = people > 0 and call_people(role, people) or 0
      called = called + moved
      room.held = room.held + moved
    end
  end
  if called ~= called_before then
    redis.call('HSET', key('step'), 'called', called)
  end
end

-- Bounded housekeeping: at most so many of each kind. It decides nothing, since what is expired counts for nothing.
local function sweep(at_most)
  sweep_services(at_most)
  for _, role in ipairs(redis.call('SMEMBERS', key('roles'))) do
    local seats = key('seats:' .. role)
    for _, person in ipairs(redis.call('ZRANGEBYSCORE', seats, '-inf', now, 'LIMIT', 0, at_most)) do
      free_seat(person)
      redis.call('ZREM', seats, person)
    end
    local lane = key('lane:' .. role)
    for _, person in ipairs(redis.call('ZRANGEBYSCORE', lane, '-inf', '(' .. oldest, 'LIMIT', 0, at_most)) do
      redis.call('ZREM', lane, person)
    end
  end
  local ended = key('ended')
  for _, session in ipairs(redis.call('ZRANGEBYSCORE', ended, '-inf', now, 'LIMIT', 0, at_most)) do
    redis.call('ZREM', ended, session)
  end
end

local function leave_lanes(person)
  for _, role in ipairs(redis.call('SMEMBERS', key('roles'))) do
    redis.call('ZREM', key('lane:' .. role), person)
  end
end

local function publish(change)
  redis.call('PUBLISH', key('changes'), change)
end

-- One entry of the audit, which keeps the last ten thousand or some more.
local function note(by, what, from, to, reason)
  redis.call('XADD', key('audit'), 'MAXLEN', '~', 10000, '*', 'at', now, 'by', by, 'what', what,
    'from', from, 'to', to, 'reason', reason)
end

local function is_ended(session)
  return tonumber(redis.call('ZSCORE', key('ended'), session) or 0) > now
end

-- The session is dead until no cookie can name it any more.
local function end_session(policy, session)
  redis.call('ZADD', key('ended'), now + policy.longest + PLACE_LIFE, session)
end

-- Frees the person's seat and place; returns how many seats that were.
local function free_everything(person)
  local seat = find_seat(person)
  if seat then
    free_services(person, seat.role)
  end
  free_seat(person)
  leave_lanes(person)
  return seat and 1 or 0
end

