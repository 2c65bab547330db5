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

local policy = read_policy()
if not policy then
  return NO_POLICY
end
local other_epoch = stranger(policy, ARGV[7])
if other_epoch then
  return other_epoch
end
if session ~= '' and is_ended(session) then
  return { 'ended' }
end

-- The seat that the person has already, moved to the claim's role if that one is more favoured.
local seat = read_seat(person)
local expiry = seat and expiry_of(policy, seat.admitted_at, now) or 0
if expiry > now and not seat.expired then
  write_at_any_rate()
  local kept = rank(policy, role) < rank(policy, seat.role) and role or seat.role
  put_seat(person, kept, expiry, seat.admitted_at)
  if kept ~= seat.role then
    name_role(kept)
    redis.call('ZREM', key('seats:' .. seat.role), person)
  end
  return { 'seated', kept, now - seat.admitted_at, expiry - now, 0 }
end

if ARGV[6] == 'find' then
  return { 'none' }
end

local open = tell_open(ARGV[5])
if step_is_due() then
  sweep(policy, 100)
  step(policy, open)
end

-- A place whose time is over, or a ticket that can't be true, count as none.
local lane, mark = key('lane:' .. role), watermark(role)
local arrival = tonumber(redis.call('ZSCORE', lane, person) or 0)
local joins = arrival < oldest
if joins then
  local credible = ticket and ticket >= oldest and ticket <= now
  arrival = credible and ticket or math.max(now, mark + 1)
end
local called = arrival <= mark

-- Whether people not called yet wait in a callable lane of the same or a higher rank.
local function preceded(room)
  for place, other in ipairs(policy.priority) do
    if place > rank(policy, role) then
      return false
    end
    if open[other] and below(room, policy.percent[other]) and count_not_called(other) > 0 then
      return true
    end
  end
  return false
end

local function paced()
  if policy.per_second == 0 then
    return true
  end
  local last = redis.call('LINDEX', key('pace'), policy.per_second - 1)
  return not last or tonumber(last) <= now - SECOND
end

if seat then
  redis.call('ZREM', key('seats:' .. seat.role), person) -- what is left of it
end
name_role(role)
local room, share = read_room(policy, open), percent(policy, role)
local welcome
if policy.reentry then
  welcome = false
elseif called then
  welcome = below(room, share)
else
  welcome = joins and below_with_held(room, share) and not preceded(room)
end
if welcome and paced() then
  leave_lanes(person)
  if policy.per_second > 0 then
    redis.call('LPUSH', key('pace'), now)
    redis.call('LTRIM', key('pace'), 0, policy.per_second - 1)
  end
  local lasts_until = expiry_of(policy, now - now % ADMISSION_UNIT, now)
  put_seat(person, role, lasts_until, now)
  return { 'seated', role, 0, lasts_until - now, 1 }
end
if joins then
  redis.call('ZADD', lane, arrival, person)
end
return { 'waiting', role, arrival, called and 1 or 0 }
