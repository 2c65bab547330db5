-- Stands before every script of the ledger: the clock, the state, the seats. What only some scripts need, and not each time,
-- stands in lanes.lua, as one function: making the functions of a script is a third of what a script costs.
--
-- KEYS[1]  the ENT's hash tag, such as {ecluse:aura}; every key begins with it, so that all live in one slot
-- Units    times and durations in ms, times by the ledger's clock; a person is 16 bytes
--
-- After KEYS[1]:
--   :clock          string  the latest time that was given out
--   :clock-behind   string  "TIME TOLD": what time it was when Redis' own clock was first seen behind it, and what that one
--                           said then. Any other word stops time, as some tests do
--   :nothing                never there. Deleting it is a write that only a server refuses which takes none at all; and Redis
--                           refuses none for want of memory but the first one of a script
--   :policy         hash    schema: the version of this layout; sha loadedAt sessions atLeast atMost perSecond idle
--                           longest; priority: "PERCENT ROLE" a line, most favoured first; run: the run_id of the server
--                           that has the state
--   :state          string  what every script must know, packed, because it is read each time; see read_policy
--   :seats:ROLE     zset    person -> expiry and time of admission in one number, see to_score; a seat counts while its
--                           expiry is in the future; a person is in one of these sets at most
--   :freed          zset    person whose seat was freed before its time -> when
--   :freed-roles    hash    role whose seats were freed -> when
--   :leases         hash    node -> "SEATS EXPIRY": seats that it may give while Redis is away
--   :ended          zset    cookie session that was ended -> when no cookie can name it any more
--   :handle:HANDLE  zset    PERSON SESSION that a provider may end by this handle -> when the session ends by itself;
--                           expires with the last of them
--   :notice:NOTICE  string  a logout message that was obeyed: until when it could come again; expires then
--   :ceiling        hash    of the live ceiling, for people to read: version sessions until by reason
--   :order:SUBJECT hash    of a standing order of the operators, see orders.lua
--   :lane:ROLE      zset    person -> arrival
--   :called:ROLE    hash    until: the watermark; ever: people called since the lane exists; expected: see expect.lua
--   :calls:ROLE     zset    the watermark reached within a second -> that second; about sixty
--   :tally:ROLE     hash    what only grows: no-shows, as counted up to the watermark counted; inversions
--   :pace           list    when the last seats were taken, newest first
--   :day:DATE       hash    of one day: count:NAME; crowd:NAME: there is such a key; run:NODE: the last batch of a node's run;
--                           expires, as the next does, 90 days after the last batch
--   :day:DATE:NAME  HyperLogLog of persons; NAME: tried:ROLE, seated:ROLE, refused:RULE
--   :audit          stream  by what from to reason at
--   :changes        channel "ceiling", "orders", "seat" PERSON SESSION, "role" ROLE, "life" EPOCH (see Changes.java)

local SCHEMA = 2
local PLACE_LIFE = 12 * 3600 * 1000 -- a place older than this is forgotten
local STEP = 1000                   -- between two calling steps
local SECOND = 1000
local NEVER = 9007199254740991

local free_services, free_role_services, move_services, sweep_services -- see services.lua

local function key(name)
  return KEYS[1] .. ':' .. name
end

-- Redis' own clock, but never going back, neither by a correction nor by a failover: while that one is behind, time goes on
-- at half its speed.
local function read_clock()
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local last = tonumber(redis.call('GET', key('clock')) or 0)
  if now == last then
    return last
  elseif now < last then
    local told, stored = now, redis.call('GET', key('clock-behind'))
    local began_at, began_told = string.match(stored or '0 0', '^(%d+) (%d+)$')
    if not began_at then
      return last
    end
    now = began_at + math.floor((told - began_told) / 2)
    if told < tonumber(began_told) or now < last then -- it has jumped anew since
      redis.pcall('SET', key('clock-behind'), last .. ' ' .. told)
      return last
    elseif now == last then
      return last
    end
  end
  redis.pcall('SET', key('clock'), now) -- short of memory, Redis refuses it, and releases must still pass
  return now
end

local now = read_clock()
local oldest = now - PLACE_LIFE

local LAYOUT = '<ddddddddddddddddddssss' -- the first number is the schema, whatever follows

-- What every script must know; nil before the first announcement, and where another version laid out the keys.
--   loaded_at sessions at_least at_most per_second idle longest: as announced
--   version live ends: of the live ceiling, which is none once it has ended
--   step_at: the last calling step that was due; called: people called since
--   lanes_used: 0 if every lane is empty, as far as the last step knows and since
--   leased: seats leased to nodes, as long as leased_until is in the future
--   reentry_until: until when nobody new enters after a loss; lost_at: when that was noticed
--   epoch: names the memory that this Redis has, another one after a loss
--   open: the roles that no rule refuses, one a line, as last told
--   announced: "PERCENT ROLE" a line, most favoured first
--   ever: every role that was ever named, one a line, because seats may outlive a policy
local function read_policy()
  local packed = redis.call('GET', key('state'))
  if not packed or struct.unpack('<d', packed) ~= SCHEMA then
    return nil
  end
  local _, loaded_at, sessions, at_least, at_most, per_second, idle, longest, version, live, ends, step_at, called, lanes_used,
    leased, leased_until, reentry_until, lost_at, epoch, open, announced, ever = struct.unpack(LAYOUT, packed)
  return {
    loaded_at = loaded_at, sessions = sessions, at_least = at_least, at_most = at_most, per_second = per_second, idle = idle,
    longest = longest, version = version, live = live, ends = ends, step_at = step_at, called = called,
    lanes_used = lanes_used, leased = leased, leased_until = leased_until, reentry_until = reentry_until, lost_at = lost_at,
    epoch = epoch, open = open, announced = announced, ever = ever, reentry = reentry_until > now
  }
end

local function save(p)
  redis.call('SET', key('state'), struct.pack(LAYOUT, SCHEMA, p.loaded_at, p.sessions, p.at_least, p.at_most, p.per_second, p.idle,
    p.longest, p.version, p.live, p.ends, p.step_at, p.called, p.lanes_used, p.leased, p.leased_until, p.reentry_until,
    p.lost_at, p.epoch, p.open, p.announced, p.ever))
  p.reentry = p.reentry_until > now
end

-- Reads the lines about roles, in a script that needs them all.
--   priority: roles, most favoured first; rank, percent: by role
--   roles: every role that was ever named, because seats may outlive a policy; seats, lanes: their keys by role
local function read_roles(policy)
  if policy.roles then
    return
  end
  policy.priority, policy.rank, policy.percent, policy.roles, policy.seats, policy.lanes = {}, {}, {}, {}, {}, {}
  local place = 0
  for percent, role in string.gmatch(policy.announced, '(%d+) ([^\n]+)') do
    place = place + 1
    policy.priority[place], policy.rank[role], policy.percent[role] = role, place, percent + 0
  end
  place = 0
  local seats, lanes = KEYS[1] .. ':seats:', KEYS[1] .. ':lane:'
  for role in string.gmatch(policy.ever, '[^\n]+') do
    place = place + 1
    policy.roles[place], policy.seats[role], policy.lanes[role] = role, seats .. role, lanes .. role
  end
end

-- The same for a node that knows this epoch, or nil and the error it gets: one that remembers another epoch must first re-enter
-- what it holds. A node that never heard of any, '', holds nothing.
local function read_policy_for(epoch)
  local policy = read_policy()
  if not policy then
    return nil, redis.error_reply('NOPOLICY no policy was announced')
  end
  if epoch ~= '' and epoch ~= policy.epoch then
    return nil, redis.error_reply('EPOCH ' .. policy.epoch)
  end
  return policy
end

local function name_role(policy, role)
  if not policy.seats[role] then
    policy.ever = policy.ever .. role .. '\n'
    policy.roles = nil
    read_roles(policy)
    save(policy)
  end
end

-- The ceiling in force.
local function ceiling_in_force(policy)
  return policy.ends > now and policy.live or policy.sessions
end

-- A seat is one number, because a second place for it would double what it costs: its expiry in tenths of a second since
-- 2020, and below that, 19 bits, the quarter of a second in which it was taken, counted round and round in 36 hours. It
-- stays an exact whole number below 2^53 until 2074. Both times are rounded down, here and in SeatTimes.java.
local SINCE = 1577836800000
local EXPIRY_UNIT = 100
local ADMISSION_UNIT = 250
local ADMISSIONS = 524288

-- The lowest score of a seat that has not expired.
local unexpired = (math.floor((now - SINCE) / EXPIRY_UNIT) + 1) * ADMISSIONS

local function to_score(expiry, admitted_at)
  return math.floor((expiry - SINCE) / EXPIRY_UNIT) * ADMISSIONS + math.floor(admitted_at / ADMISSION_UNIT) % ADMISSIONS
end

local function from_score(score)
  local expiry = math.floor(score / ADMISSIONS) * EXPIRY_UNIT + SINCE
  local latest = math.floor(expiry / ADMISSION_UNIT)
  return expiry, (latest - (latest - score) % ADMISSIONS) * ADMISSION_UNIT
end

-- What a seat taken at an instant lasts until, if it is used at another.
local function expiry_of(policy, admitted_at, active_at)
  local expiry = math.min(active_at + policy.idle, admitted_at + policy.longest)
  return expiry - expiry % EXPIRY_UNIT
end

local function to_seat(role, score)
  local expiry, admitted_at = from_score(score + 0)
  return { role = role, admitted_at = admitted_at, expiry = expiry, expired = expiry <= now }
end

local function put_seat(person, role, expiry, admitted_at)
  redis.call('ZADD', KEYS[1] .. ':seats:' .. role, to_score(expiry, admitted_at), person)
end

local function is_ended(session)
  return tonumber(redis.call('ZSCORE', key('ended'), session) or 0) > now
end

