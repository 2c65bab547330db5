-- Stands before every script of the ledger, after ledger.lua: the seats of single services.
--
-- After KEYS[1]:
--   :services               hash    service -> its ceiling, of those to which the policy gives one
--   :served                 set     services of which there may be seats, because those may outlive a policy
--   :service:SERVICE:ROLE   zset    person -> expiry, of people who sit with that role; a seat counts while its expiry is in
--                                   the future. By role, so that what frees a whole role frees these without a walk
--
-- A seat of a service never outlasts the seat in the ENT: whatever extends the first extends the second (extend_seat), and
-- what frees the second frees the first (free_services, free_role_services). Housekeeping decides nothing here either.

local function service_key(service, role)
  return key('service:' .. service .. ':' .. role)
end

local function count_served(policy, service)
  local taken = 0
  for _, role in ipairs(policy.roles) do
    taken = taken + redis.call('ZCOUNT', service_key(service, role), '(' .. now, '+inf')
  end
  return taken
end

-- Activity on a service is activity in the ENT: the seat there lasts at least as long as this. Returns how long that is.
local function extend_seat(policy, person, seat, idle_for)
  local expiry = expiry_of(policy, seat.admitted_at, now - idle_for)
  if expiry > seat.expiry then
    put_seat(person, seat.role, expiry, seat.admitted_at)
  end
  return expiry
end

-- What the person had whose seat is freed before its time; of one that has expired these have expired too.
function free_services(person, seat)
  if not seat.expired then
    for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
      redis.call('ZREM', service_key(service, seat.role), person)
    end
  end
end

function free_role_services(role)
  for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
    redis.call('UNLINK', service_key(service, role))
  end
end

-- The person sits with another role from now on.
function move_services(person, seat, to)
  if not seat.expired then
    for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
      local before = service_key(service, seat.role)
      local expiry = redis.call('ZSCORE', before, person)
      if expiry then
        redis.call('ZREM', before, person)
        redis.call('ZADD', service_key(service, to), expiry, person)
      end
    end
  end
end

function sweep_services(policy, at_most)
  for _, service in ipairs(redis.call('SMEMBERS', key('served'))) do
    local left = 0
    for _, role in ipairs(policy.roles) do
      local seats = service_key(service, role)
      local gone = math.min(redis.call('ZCOUNT', seats, '-inf', now), at_most)
      if gone > 0 then
        redis.call('ZREMRANGEBYRANK', seats, 0, gone - 1)
      end
      left = left + redis.call('ZCARD', seats)
    end
    if left == 0 then
      redis.call('SREM', key('served'), service)
    end
  end
end
