-- Stands before every script of the ledger: the clock, the policy's numbers, the room, the lanes.
--
-- KEYS[1]  the ENT's hash tag, such as {ecluse:aura}; every key begins with it, so that all live in one slot
-- Units    times and durations in ms, times by the ledger's clock; a person is 16 bytes
--
-- After KEYS[1]:
--   :clock          string  the latest time that was given out, and what Redis' own clock said then
--   :policy         hash    schema: the version of this layout; sha loadedAt sessions atLeast atMost perSecond idle
--                           longest; priority: "PERCENT ROLE" a line, most favoured first;
--                           epoch: names the memory that this Redis has, another one after a loss; run: the run_id of the
--                           server that has it; reentry: until when nobody new enters; lost: when the loss was noticed
--   :roles          set     every role that was ever named, because seats may outlive a policy
--   :seats:ROLE     zset    person -> expiry and time of admission in one number, see to_score; a seat counts while its
--                           expiry is in the future; a person is in one of these sets at most
--   :freed          zset    person whose seat was freed before its time -> when
--   :freed-roles    hash    role whose seats were freed -> when
--   :leases         hash    node -> "SEATS EXPIRY": seats that it may give while Redis is away
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
--   :changes        channel "ceiling", "seat" PERSON SESSION, "role" ROLE, "life" EPOCH (see Changes.java)

local SCHEMA = '2'
local PLACE_LIFE = 12 * 3600 * 1000 -- a place older than this is forgotten
local CALL_LIFE = 60 * 1000         -- for how long a seat is held for somebody who was called
local STEP = 1000                   -- between two calling steps
local SECOND = 1000
local NEVER = 9007199254740991
local REENTRY = 2000                -- for how long nobody new enters after a loss
local REENTRY_MORE = 1000           -- the same from the last seat that a node re-entered
local REENTRY_MOST = 10000          -- and never longer than this after the loss

local function key(name)
  return KEYS[1] .. ':' .. name
end

-- Lets the rest of the script write what it must although Redis is short of memory: only the first write of a script is
-- refused for that. A server that takes no writes at all refuses this one, too.
local function write_at_any_rate()
  redis.call('DEL', key('nothing'))
end

-- Redis' own clock, but never going back, neither by a correction nor by a failover: while that one is behind, time goes
-- on at half its speed. A time alone, as an earlier version wrote it, stands still until it is reached.
local function read_clock()
  local time = redis.call('TIME')
  local told = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local stored = redis.call('GET', key('clock')) or '0'
  local last, last_told = string.match(stored, '^(%d+) (%d+)$')
  last, last_told = tonumber(last or stored), tonumber(last_told)
  local next_time, next_told = told, told
  if told <= last then
    if not last_told or last_told == told then
      return last
    end
    local halves = math.floor(math.max(0, told - last_told) / 2)
    next_time, next_told = last + halves, math.min(told, last_told + 2 * halves)
    if next_time == last and next_told == last_told then
      return last
    end
  end
  redis.pcall('SET', key('clock'), next_time .. ' ' .. next_told) -- refused if short of memory, and time still goes on
  return next_time
end

local now = read_clock()
local oldest = now - PLACE_LIFE

-- The policy's numbers; nil before the first announcement, and where another version laid out the keys.
local function read_policy()
  local read = redis.call('HMGET', key('policy'),
    'loadedAt', 'sessions', 'atLeast', 'atMost', 'perSecond', 'idle', 'longest', 'priority', 'schema', 'epoch', 'run',
    'reentry')
  if read[9] ~= SCHEMA then
    return nil
  end
  local policy = {
    loaded_at = tonumber(read[1]), sessions = tonumber(read[2]), at_least = tonumber(read[3]),
    at_most = tonumber(read[4]), per_second = tonumber(read[5]), idle = tonumber(read[6]),
    longest = tonumber(read[7]), epoch = read[10], run = read[11], reentry = tonumber(read[12]) > now,
    priority = {}, rank = {}, percent = {}
  }
  for percent, role in string.gmatch(read[8], '(%d+) ([^\n]+)') do
    table.insert(policy.priority, role)
    policy.rank[role] = #policy.priority
    policy.percent[role] = tonumber(percent)
  end
  return policy
end

local NO_POLICY = redis.error_reply('NOPOLICY no policy was announced')

-- The error for a node that remembers another epoch than this one, and must re-enter first what it holds; else nil.
-- A node that never heard of any holds nothing.
local function stranger(policy, epoch)
  if epoch ~= '' and epoch ~= policy.epoch then
    return redis.error_reply('EPOCH ' .. policy.epoch)
  end
end

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

local roles_ever -- read once a script

local function every_role()
  roles_ever = roles_ever or redis.call('SMEMBERS', key('roles'))
  return roles_ever
end

local function name_role(role)
  if redis.call('SADD', key('roles'), role) == 1 then
    roles_ever = nil
  end
end

-- A seat is one number, because a second place for it would double what it costs: its expiry in tenths of a second since
-- 2020, and below that, 19 bits, the quarter of a second in which it was taken, counted round and round in 36 hours. It
-- stays an exact whole number below 2^53 until 2074. Both times are rounded down, here and in memory/Seating.java.
local SINCE = 1577836800000
local EXPIRY_UNIT = 100
local ADMISSION_UNIT = 250
local ADMISSIONS = 524288

local function to_score(expiry, admitted_at)
  return math.floor((expiry - SINCE) / EXPIRY_UNIT) * ADMISSIONS + math.floor(admitted_at / ADMISSION_UNIT) % ADMISSIONS
end

local function from_score(score)
  local expiry = math.floor(score / ADMISSIONS) * EXPIRY_UNIT + SINCE
  local latest = math.floor(expiry / ADMISSION_UNIT)
  return expiry, (latest - (latest - score) % ADMISSIONS) * ADMISSION_UNIT
end

-- Whether a seat was taken before that instant, not only in the same quarter of a second: then it may have been after.
local function taken_before(admitted_at, instant)
  return admitted_at + ADMISSION_UNIT <= instant
end

-- The lowest score of a seat that has not expired.
local unexpired = (math.floor((now - SINCE) / EXPIRY_UNIT) + 1) * ADMISSIONS

-- What a seat taken at an instant lasts until, if it is used at another.
local function expiry_of(policy, admitted_at, active_at)
  local expiry = math.min(active_at + policy.idle, admitted_at + policy.longest)
  return expiry - expiry % EXPIRY_UNIT
end

-- The person's seat, or nil; one that has expired says so.
local function read_seat(person)
  for _, role in ipairs(every_role()) do
    local score = redis.call('ZSCORE', key('seats:' .. role), person)
    if score then
      local expiry, admitted_at = from_score(tonumber(score))
      return { role = role, admitted_at = admitted_at, expiry = expiry, expired = expiry <= now }
    end
  end
end

-- The person's unexpired seat, or nil.
local function find_seat(person)
  local seat = read_seat(person)
  return seat and not seat.expired and seat or nil
end

local function put_seat(person, role, expiry, admitted_at)
  redis.call('ZADD', key('seats:' .. role), to_score(expiry, admitted_at), person)
end

-- Frees it before its time; returns how many seats that were. Remembered even without a seat: a node may hold one that
-- Redis has lost.
local function free_seat(person)
  local seat = read_seat(person)
  if seat then
    redis.call('ZREM', key('seats:' .. seat.role), person)
  end
  redis.pcall('ZADD', key('freed'), now, person) -- short of memory, Redis refuses it, and the seat must still be freed
  return seat and not seat.expired and 1 or 0
end

local function count_seats(role)
  return redis.call('ZCOUNT', key('seats:' .. role), unexpired, '+inf')
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

local function count_taken()
  local taken = 0
  for _, role in ipairs(every_role()) do
    taken = taken + count_seats(role)
  end
  return taken
end

-- The leases of the nodes: node -> { seats, expiry }, and their seats in all.
local function read_leases()
  local leases, seats = {}, 0
  local read = redis.call('HGETALL', key('leases'))
  for i = 1, #read, 2 do
    local held, expiry = string.match(read[i + 1], '^(%d+) (%d+)$')
    if tonumber(expiry) > now then
      leases[read[i]] = { seats = tonumber(held), expiry = tonumber(expiry) }
      seats = seats + tonumber(held)
    end
  end
  return leases, seats
end

-- How much room there is: the ceiling, the seats taken, those leased to nodes, and those held for people who
-- were called.
local function read_room(policy, open)
  local _, leased = read_leases()
  local room = { ceiling = read_ceiling(policy).sessions, taken = count_taken(), leased = leased, held = 0 }
  for role in pairs(open) do
    room.held = room.held + count_held(role)
  end
  return room
end

-- Whether one more may sit: below the share of the role, and beside every seat that a node may give on its own.
local function below(room, share)
  return room.taken * 100 < share * room.ceiling and room.taken + room.leased < room.ceiling
end

local function below_with_held(room, share)
  return (room.taken + room.held) * 100 < share * room.ceiling
    and room.taken + room.held + room.leased < room.ceiling
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
-- a second, no more people a second than may enter. Nobody is called while nodes re-enter what they hold.
local function step(policy, open)
  if policy.reentry then
    return
  end
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
      local people = math.min(limit, room.ceiling - room.leased) - room.taken - room.held
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
local function sweep_lowest(set, highest, at_most)
  local gone = math.min(redis.call('ZCOUNT', set, '-inf', highest), at_most)
  if gone > 0 then
    redis.call('ZREMRANGEBYRANK', set, 0, gone - 1)
  end
end

local function sweep(policy, at_most)
  for _, role in ipairs(every_role()) do
    sweep_lowest(key('seats:' .. role), unexpired - 1, at_most)
    sweep_lowest(key('lane:' .. role), oldest - 1, at_most)
  end
  sweep_lowest(key('ended'), now, at_most)
  sweep_lowest(key('freed'), now - policy.idle, at_most)
end

local function leave_lanes(person)
  for _, role in ipairs(every_role()) do
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
  leave_lanes(person)
  return free_seat(person)
end

-- Redis has another memory than the one that nodes know: nobody new enters until they have re-entered what they hold.
local function lose_memory(run)
  redis.call('HSET', key('policy'), 'epoch', string.format('%.0f.%s', now, string.sub(run, 1, 8)), 'run', run,
    'reentry', now + REENTRY, 'lost', now)
  publish('life' .. redis.call('HGET', key('policy'), 'epoch'))
end
