-- Finds, moves or takes the person's seat, or finds or gives the person's place in the lane.
--
-- ARGV[1]  person
-- ARGV[2]  role
-- ARGV[3]  cookie session, or empty
-- ARGV[4]  arrival that a ticket says, ms, or empty
-- ARGV[5]  the roles that no rule refuses now, one a line
-- ARGV[6]  'admit', or 'find': give neither a seat nor a place to somebody who has no seat
-- ARGV[7]  the epoch that the node knows, or empty
-- Reply    {'seated', role, age ms, remaining ms, 1 if it was taken just now else 0}
--       or {'waiting', role, arrival ms, 1 if called else 0}
--       or {'none'}: no seat was found
--       or {'ended'}: the session was ended
--       or error NOPOLICY, or EPOCH

local person, role, session, ticket = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

local policy, refusal = read_policy_for(ARGV[7])
if not policy then
  return refusal
end
if session ~= '' and is_ended(session) then
  return { 'ended' }
end

-- The seat that the person has already, and if there is none, how many there are at most: those that have expired and were not
-- swept yet included.
local seat, at_most, known_role = nil, 0, false
for other in string.gmatch(policy.ever, '[^\n]+') do
  local seats = KEYS[1] .. ':seats:' .. other
  local score = redis.call('ZSCORE', seats, person)
  if score then
    seat = to_seat(other, score)
    break
  end
  known_role = known_role or other == role
  at_most = at_most + redis.call('ZCARD', seats)
end

local function seated(kept, expiry, admitted_at, taken_now)
  put_seat(person, kept, expiry, admitted_at)
  return { 'seated', kept, taken_now == 1 and 0 or now - admitted_at, expiry - now, taken_now }
end

-- nobody is told of less than before: another node may trust what it heard then
local expiry = seat and expiry_of(policy, seat.admitted_at, math.max(now, seat.expiry - policy.idle)) or 0
if expiry > now and not seat.expired then
  redis.call('DEL', key('nothing'))
  if seat.role == role then
    return seated(role, expiry, seat.admitted_at, 0)
  end
  -- it moves to the claim's role if that one is more favoured
  local ledger = ledger_of(policy)
  local kept = ledger.rank(role) < ledger.rank(seat.role) and role or seat.role
  name_role(policy, kept)
  local reply = seated(kept, expiry, seat.admitted_at, 0)
  if kept ~= seat.role then
    redis.call('ZREM', policy.seats[seat.role], person)
    move_services(person, seat, kept)
  end
  return reply
end

if ARGV[6] == 'find' then
  return { 'none' }
end

if policy.open ~= ARGV[5] then
  policy.open = ARGV[5]
  save(policy)
end

local function is_paced()
  if policy.per_second == 0 then
    return false
  end
  local last = redis.call('LINDEX', key('pace'), policy.per_second - 1)
  return last and tonumber(last) > now - SECOND
end

local function sit()
  if policy.per_second > 0 then
    redis.call('LPUSH', key('pace'), now)
    redis.call('LTRIM', key('pace'), 0, policy.per_second - 1)
  end
  return seated(role, expiry_of(policy, now - now % ADMISSION_UNIT, now), now, 1)
end

-- The share of the ceiling below which the role is admitted, in percent; 0 if the policy does not name it.
local function share_of(wanted)
  local _, last = string.find('\n' .. policy.announced .. '\n', ' ' .. wanted .. '\n', 1, true)
  return last and string.match(string.sub(policy.announced, 1, last - #wanted - 3), '%d+$') + 0 or 0
end

-- Most of the time nobody waits and there is plenty of room: then nothing more has to be known.
local share, ceiling = share_of(role), ceiling_in_force(policy)
if known_role and not seat and policy.lanes_used == 0 and not policy.reentry and policy.leased_until > now
  and now - policy.step_at < STEP
  and at_most * 100 < share * ceiling and at_most + policy.leased < ceiling and not is_paced() then
  return sit()
end

local ledger = ledger_of(policy)
name_role(policy, role)
if seat then
  redis.call('ZREM', policy.seats[seat.role], person) -- what is left of it
end
ledger.step_if_due(100)

-- A place whose time is over, or a ticket that can't be true, count as none.
local mark = ledger.watermark(role)
local arrival = tonumber(redis.call('ZSCORE', policy.lanes[role], person) or 0)
local joins = arrival < oldest
if joins then
  local credible = ticket and ticket >= oldest and ticket <= now
  arrival = credible and ticket or math.max(now, mark + 1)
end
local called = arrival <= mark

-- Whether people not called yet wait in a callable lane of the same or a higher rank.
local function is_preceded(room)
  for place, other in ipairs(policy.priority) do
    if place > ledger.rank(role) then
      return false
    end
    if ledger.open[other] and ledger.below(room, policy.percent[other]) and ledger.count_not_called(other) > 0 then
      return true
    end
  end
  return false
end

local room = ledger.read_room()
local welcome
if policy.reentry then
  welcome = false
elseif called then
  welcome = ledger.below(room, share)
else
  welcome = joins and ledger.below_with_held(room, share) and not is_preceded(room)
end
if welcome and not is_paced() then
  ledger.leave_lanes(person)
  return sit()
end
if joins then
  ledger.join_lane(person, role, arrival)
end
return { 'waiting', role, arrival, called and 1 or 0 }
