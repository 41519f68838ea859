--- blocks twice ---
environment "dev" {}
environment "dev" {}
network {}
network {}
company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
company "other" {
  domain        = "other.example"
  region        = "us-east-1"
  account_email = "aws+{account}@other.example"
  repository    = "other/live"
  alert_emails  = ["ops@other.example"]
}
>>>
landform.hcl:2:13: error: there is a second environment `dev`
  landform.hcl:1:13: the first one is here
  hint: give one of the two another name
landform.hcl:4:1: error: there is a second block `network`
  landform.hcl:3:1: the first one is here
  hint: merge the two
landform.hcl:12:9: error: there is a second company `other`
  landform.hcl:5:9: the first one is here
  hint: a file describes one company

--- tags that Landform sets ---
company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
  tags          = { account = "x" }
}
>>>
landform.hcl:7:19: error: tag `account` is set by Landform
  hint: give the tag another name

--- two accounts of one role ---
account "a" { role = "logs" }
account "b" { role = "logs" }
>>>
landform.hcl:2:22: error: accounts `a` and `b` both have the role `logs`
  landform.hcl:1:22: the first one is here
  hint: only `workload` accounts can be many

--- a role without an account ---
account "logs" { role = "workload" }
>>>
landform.hcl:1:25: error: account `logs` has the role `workload`, so no account has the role `logs`
  hint: declare the account that has it: `account "<name>" { role = "logs" }`

--- an account like a folder ---
account "modules" {}
>>>
landform.hcl:1:9: error: no account can be called `modules`
  hint: the live repo has a folder of this name

--- one address and one id for two accounts ---
account "a" {
  email = "AWS+b@acme.example"
  id    = "123456789012"
}
account "b" { id = "123456789012" }
>>>
landform.hcl:5:9: error: accounts `a` and `b` have the same address `aws+b@acme.example`
  hint: AWS takes each address once
landform.hcl:5:9: error: accounts `a` and `b` have the same id `123456789012`

--- an environment in an account that is not there ---
account "apps" {}
environment "dev" { account = "aps" }
environment "test" { account = "elsewhere" }
service "x" { image = "x:1" }
>>>
landform.hcl:2:31: error: there is no account `aps`
  hint: did you mean `apps`?
landform.hcl:3:32: error: there is no account `elsewhere`
  hint: declare it: `account "elsewhere" { … }`

--- an environment in the account of logs ---
environment "dev" { account = "logs" }
environment "security" {}
service "x" { image = "x:1" }
>>>
landform.hcl:1:31: error: environment `dev` cannot live in account `logs`, whose role is `logs`
  hint: set `account` to one of role `workload`
landform.hcl:2:13: error: environment `security` cannot live in account `security`, whose role is `security`
  hint: set `account` to one of role `workload`

--- an environment like a unit ---
environment "alarms" { account = "dev" }
account "dev" {}
service "x" { image = "x:1" }
>>>
landform.hcl:1:13: error: no environment can be called `alarms`
  hint: a unit of the account has this name

--- more zones than the region has ---
environment "dev" {
  region = "us-west-1"
  zones  = 3
}
>>>
landform.hcl:3:12: error: region `us-west-1` has 2 zones, but environment `dev` wants 3

--- another partition ---
environment "dev" { region = "cn-north-1" }
>>>
landform.hcl:1:30: error: region `cn-north-1` of environment `dev` lies in another partition of AWS than `us-east-1`
  hint: accounts of two partitions cannot share an organization; write a company file for each

--- ranges that overlap ---
environment "dev" { cidr = "10.0.0.0/16" }
environment "prod" { cidr = "10.0.128.0/17" }
>>>
landform.hcl:2:29: error: range `10.0.128.0/17` of environment `prod` overlaps that of `dev`
  landform.hcl:1:28: the other range is here
  hint: leave out `cidr` to get a free range

--- ranges of a bad size, or not private ---
environment "dev" { cidr = "10.0.0.0/24" }
environment "prod" { cidr = "12.0.0.0/16" }
network { cidr = "11.0.0.0/8" }
>>>
landform.hcl:1:28: error: range `10.0.0.0/24` of environment `dev` must be from /16 to /22
  hint: AWS takes no network above /16, and three tiers in up to eight zones need a /22
landform.hcl:2:29: error: range `12.0.0.0/16` is not private
  hint: take it from `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` or `100.64.0.0/10`
landform.hcl:3:18: error: range `11.0.0.0/8` is not private
  hint: take it from `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` or `100.64.0.0/10`

--- a full network ---
network {
  cidr             = "192.168.0.0/20"
  environment_bits = 21
}
environment "a" {}
environment "b" {}
environment "c" {}
environment "d" {}
>>>
landform.hcl:2:22: error: `192.168.0.0/20` has no room for the /21 of environment `c`
  hint: widen `cidr` of `network`, or raise its `environment_bits`

--- one domain for two environments ---
environment "dev" { domain = "acme.example" }
environment "prod" { domain = "acme.example" }
>>>
landform.hcl:2:31: error: environments `dev` and `prod` both have the domain `acme.example`
  hint: each environment has a zone of its own

--- a domain too long for a certificate ---
environment "dev" { domain = "a-very-long-label-that-goes-on-and-on-and-on.another-one.acme.example" }
>>>
landform.hcl:1:30: error: domain `a-very-long-label-that-goes-on-and-on-and-on.another-one.acme.example` has 69 characters, but a certificate takes 64
  hint: set a shorter `domain`

--- names too long for AWS ---
company "a-rather-long-name" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
environment "a-rather-long-environment" {}
service "x" { image = "x:1" }
cache "c" {}
>>>
landform.hcl:1:9: error: database would be called `a-rather-long-name-a-rather-long-environment-main-db`: 52 characters, but AWS takes 50
  hint: shorten one of the names that it is made of
landform.hcl:8:13: error: load balancer would be called `a-rather-long-name-a-rather-long-environment-internal`: 53 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:9:9: error: service would be called `a-rather-long-name-a-rather-long-environment-x`: 46 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:10:7: error: cache would be called `a-rather-long-name-a-rather-long-environment-c-cache`: 52 characters, but AWS takes 32
  hint: shorten one of the names that it is made of

--- a bucket too long for AWS ---
company "a-rather-long-name" {
  domain        = "acme.example"
  region        = "ap-southeast-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
account "an-account-with-a-long-name" { role = "logs" }
>>>
landform.hcl:1:9: error: cache would be called `a-rather-long-name-dev-main-cache`: 33 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:1:9: error: cache would be called `a-rather-long-name-prod-main-cache`: 34 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:1:9: error: cache would be called `a-rather-long-name-stage-main-cache`: 35 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:1:9: error: load balancer would be called `a-rather-long-name-stage-internal`: 33 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:1:9: error: log archive would be called `a-rather-long-name-an-account-with-a-long-name-ap-southeast-1`: 61 characters, but AWS takes 51
  hint: shorten one of the names that it is made of
landform.hcl:1:9: error: log archive would be called `a-rather-long-name-an-account-with-a-long-name-us-east-1`: 56 characters, but AWS takes 51
  hint: shorten one of the names that it is made of
landform.hcl:8:9: error: state bucket would be called `a-rather-long-name-an-account-with-a-long-name-ap-southeast-1-tfstate`: 69 characters, but AWS takes 63
  hint: shorten one of the names that it is made of
landform.hcl:8:9: error: state bucket would be called `a-rather-long-name-an-account-with-a-long-name-us-east-1-tfstate`: 64 characters, but AWS takes 63
  hint: shorten one of the names that it is made of

--- two things of one name ---
service "public" { image = "x:1" }
service "main-db" { image = "x:1" }
database "main" {}
environment "dev" {}
>>>
landform.hcl:1:9: error: the public load balancer of `dev` and service `public` of `dev` would both be called `acme-dev-public`
  hint: give one of the two another name
landform.hcl:2:9: error: database `main` of `dev` and service `main-db` of `dev` would both be called `acme-dev-main-db`
  hint: give one of the two another name

--- a service in an environment that is not there ---
service "x" {
  image        = "x:1"
  images       = { pord = "x:2" }
  environments = ["dev", "stge", "nowhere"]
}
>>>
landform.hcl:3:18: error: there is no environment `pord`
  hint: declare it: `environment "pord" { … }`
landform.hcl:4:26: error: there is no environment `stge`
  hint: did you mean `stage`?
landform.hcl:4:34: error: there is no environment `nowhere`
  hint: declare it: `environment "nowhere" { … }`

--- a service with a database that is not there ---
database "orders" {}
service "x" {
  image     = "x:1"
  databases = ["order"]
  caches    = ["sessions"]
}
>>>
landform.hcl:4:16: error: there is no database `order`
  hint: did you mean `orders`?
landform.hcl:5:16: error: there is no cache `sessions`
  hint: declare it: `cache "sessions" { … }`

--- a service without its database in one environment ---
database "orders" { environments = ["dev"] }
service "x" {
  image     = "x:1"
  databases = ["orders"]
}
>>>
landform.hcl:4:16: error: service `x` runs in `prod`, but database `orders` does not
  hint: add `prod` to the environments of the database, or take it from those of the service
landform.hcl:4:16: error: service `x` runs in `stage`, but database `orders` does not
  hint: add `stage` to the environments of the database, or take it from those of the service

--- bounds the wrong way round ---
compute {
  min = 5
  max = 4
}
service "x" {
  image = "x:1"
  min   = 3
  max   = 2
}
database "d" {
  min_capacity = 4
  max_capacity = 0.5
}
>>>
landform.hcl:2:9: error: `min` 5 of `compute` is above its `max` 4
landform.hcl:7:11: error: `min` 3 of service `x` is above its `max` 2
landform.hcl:11:18: error: `min_capacity` of database `d` is above its `max_capacity`
landform.hcl:12:18: error: `max_capacity` of database `d` must be at least 1

--- tasks that Fargate does not have ---
service "x" {
  image  = "x:1"
  memory = 1536
}
service "y" {
  image  = "x:1"
  cpu    = 1024
  memory = 1024
}
service "z" {
  image  = "x:1"
  cpu    = 8192
  memory = 17408
}
>>>
landform.hcl:3:12: error: Fargate has no task with 256 processor units and 1536 MiB, as service `x` wants
  hint: with 256 units it is 512, 1024 or 2048
landform.hcl:8:12: error: Fargate has no task with 1024 processor units and 1024 MiB, as service `y` wants
  hint: with 1024 units it is 2048 to 8192 in steps of 1024
landform.hcl:13:12: error: Fargate has no task with 8192 processor units and 17408 MiB, as service `z` wants
  hint: with 8192 units it is 16384 to 61440 in steps of 4096

--- instances take any task ---
compute { type = "ecs-ec2" }
environment "dev" {}
service "x" {
  image  = "x:1"
  memory = 1536
}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 2..6 m7i.large x86_64
  service x Elsewhere("x:1") public=false ["x.internal.dev.acme.example"] ["/*"] #20000 cpu=256 memory=1536 1..2 -> [] []
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0

--- two services for the same requests ---
service "a" {
  image  = "x:1"
  public = true
}
service "b" {
  image  = "x:1"
  public = true
}
service "c" {
  image = "x:1"
  hosts = ["c.internal.{domain}"]
}
service "d" {
  image = "x:1"
  hosts = ["d.internal.{domain}", "c.internal.{domain}"]
  paths = ["/d", "/*"]
}
>>>
landform.hcl:5:9: error: services `a` and `b` both answer `/*` of any host
  landform.hcl:1:9: the other service is here
  hint: give one of them `hosts` or `paths` of its own
landform.hcl:16:11: error: services `c` and `d` both answer `/*` of host `c.internal.dev.acme.example`
  landform.hcl:9:9: the other service is here
  hint: give one of them `hosts` or `paths` of its own

--- one priority for two services ---
service "a" {
  image    = "x:1"
  public   = true
  paths    = ["/a"]
  priority = 7
}
service "b" {
  image    = "x:1"
  public   = true
  paths    = ["/b"]
  priority = 7
}
>>>
landform.hcl:11:14: error: services `a` and `b` both have the priority 7
  landform.hcl:5:14: the other one is here
  hint: leave out `priority` to get a free one

--- hosts outside of the zone ---
service "a" {
  image  = "x:1"
  public = true
  hosts  = ["shop.example", "a.internal.{domain}"]
}
service "b" {
  image = "x:1"
  hosts = ["b.{domain}"]
}
>>>
landform.hcl:4:13: error: host `shop.example` of the public service `a` is not in the zone `dev.acme.example`
  hint: write `<label>.{domain}`
landform.hcl:4:29: error: host `a.internal.dev.acme.example` of the public service `a` is not in the zone `dev.acme.example`
  hint: write `<label>.{domain}`
landform.hcl:8:12: error: host `b.dev.acme.example` of the internal service `b` is not in the zone `internal.dev.acme.example`
  hint: write `<label>.internal.{domain}`

--- too many conditions, and none ---
service "a" {
  image = "x:1"
  paths = ["/a", "/b", "/c"]
  hosts = ["a.internal.{domain}", "b.internal.{domain}", "c.internal.{domain}"]
}
service "b" {
  image  = "x:1"
  public = true
  paths  = []
}
>>>
landform.hcl:3:11: error: service `a` has 6 paths and hosts, but a rule of a load balancer takes 5
  hint: use `*` in paths and hosts
landform.hcl:9:12: error: service `b` answers neither path nor host
  hint: leave out `paths` to answer all

--- serverless and instances at once ---
database "d" {
  instance_class = "db.r7g.large"
  min_capacity   = 1
}
>>>
landform.hcl:3:20: error: database `d` has both `instance_class` and `min_capacity`
  hint: capacity is for serverless instances; remove one of the two

--- a version of the other engine ---
database "d" {
  engine  = "mysql"
  version = "17"
}
database "e" { version = "8.0" }
>>>
landform.hcl:3:13: error: there is no version `17` of `mysql`
  hint: Aurora MySQL has versions such as `8.0`
landform.hcl:5:26: error: there is no version `8.0` of `postgresql`
  hint: Aurora PostgreSQL has versions such as `17` or `16.6`

--- no way to the image ---
environment "dev" { nat = "none" }
service "x" { image = "x:1" }
service "y" { image = "ecr:y:1" }
>>>
landform.hcl:2:23: error: service `x` cannot pull `x:1` in `dev`, whose `nat` is `none`
  hint: copy the image into the company's own registry and write `ecr:<repository>:<tag>`

--- a default database is not there when others are declared ---
database "orders" {}
service "x" {
  image     = "x:1"
  databases = ["main"]
}
>>>
landform.hcl:4:16: error: there is no database `main`
  hint: declare it: `database "main" { … }`

--- a region that is used and denied ---
organization { regions = ["eu-west-1"] }
>>>
landform.hcl:1:26: error: region `us-east-1` is in use, but `regions` of `organization` leaves it out
  landform.hcl:5:19: it is used here

--- people and groups that nobody knows ---
access {
  users = { "ada" = ["developers"] }
}
>>>
landform.hcl:2:11: error: `users` does nothing with the type `identity-center`
  hint: set `type = "iam-users"`

--- a group that is misspelt ---
access {
  type  = "iam-users"
  users = { "ada" = ["developer"], "b" = ["x"] }
}
>>>
landform.hcl:3:21: error: `users.ada` must be `administrators`, `billing`, `developers`, `read-only` or `support`, not `developer`
  hint: did you mean `developers`?
landform.hcl:3:42: error: `users.b` must be `administrators`, `billing`, `developers`, `read-only` or `support`, not `x`

--- clients of a vpn in the range of an environment ---
vpn {
  allow   = ["0.0.0.0/0"]
  clients = "10.0.0.0/16"
}
>>>
landform.hcl:3:13: error: range `10.0.0.0/16` of clients overlaps the network of environment `dev`
  hint: choose a range outside `network`

--- a vpn without any addresses, and too small a range ---
environment "dev" {}
environment "prod" {}
vpn {
  clients      = "172.16.0.0/22"
  environments = ["prod"]
}
>>>
landform.hcl:3:1: error: `vpn` lacks `allow`
  hint: add `allow = ["203.0.113.0/24"]`
landform.hcl:4:18: error: `172.16.0.0/22` has no room for the clients of environment `prod`
  hint: widen `clients` of `vpn`

--- a management network without room ---
environment "dev" { cidr = "10.0.0.0/20" }
network {
  cidr    = "10.0.0.0/20"
  connect = "transit-gateway"
}
>>>
landform.hcl:3:13: error: range `10.0.0.0/20` of the management network overlaps that of environment `dev`
  hint: widen `cidr` of `network`

--- a task with neither time nor room, and a bucket that is elsewhere ---
environment "dev" {}
environment "prod" {}
bucket "uploads" { environments = ["prod"] }
task "report" {
  image    = "ecr:report:v1"
  schedule = "daily"
  cpu      = 256
  memory   = 4096
  buckets  = ["uploads", "uplaods"]
}
>>>
landform.hcl:6:14: error: `daily` is not a schedule
  hint: write it like `cron(0 3 * * ? *)` (minute, hour, day, month, weekday, year) or `rate(1 hour)`
landform.hcl:8:14: error: Fargate has no task with 256 processor units and 4096 MiB, as task `report` wants
  hint: with 256 units it is 512, 1024 or 2048
landform.hcl:9:15: error: task `report` runs in `dev`, but bucket `uploads` does not
  hint: add `dev` to the environments of the bucket, or take it from those of the task
landform.hcl:9:26: error: there is no bucket `uplaods`
  hint: did you mean `uploads`?

--- secrets that are elsewhere, twice, or for servers ---
environment "dev" {}
environment "prod" { compute = "asg" }
secret "payment" {
  description  = "key of the payment provider"
  environments = ["prod"]
}
service "shop" {
  image       = "ecr:shop:v1"
  environment = { PAYMENT = "x" }
  secrets     = { PAYMENT = "payment", OTHER = "paymnt" }
}
shared_secret "registry" {
  description = "token of the registry"
  readers     = ["prd"]
}
>>>
landform.hcl:10:17: error: service `shop` has `PAYMENT` both as a variable and as a secret
  hint: leave one of the two out
landform.hcl:10:17: error: service `shop` runs in `dev`, but secret `payment` does not
  hint: add `dev` to the environments of the secret, or take it from those of the service
landform.hcl:10:17: error: service `shop` runs on servers in `prod`, which put no secrets into variables
  hint: run it in ECS there (`compute` of the environment), or let the program read the secret itself
landform.hcl:10:17: error: there is no secret `paymnt`
  hint: did you mean `payment`?
landform.hcl:14:18: error: there is no account `prd`
  hint: did you mean `prod`?

--- certificates outside of their zone, without a name, and where nothing may be ---
environment "dev" {}
organization { regions = ["us-west-2"] }
company "acme" {
  domain        = "acme.example"
  region        = "us-west-2"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
certificate "cdn" {
  hosts      = ["cdn.acme.example", "a-very-long-label-that-goes-on-and-on-and-on-and-on.{domain}"]
  cloudfront = true
}
certificate "empty" { hosts = [] }
certificate "long" { hosts = ["a-very-long-label-that-goes-on-and-on-and-on-and-on-and-on.{domain}"] }
>>>
landform.hcl:11:17: error: name `cdn.acme.example` of certificate `cdn` is not in the zone `dev.acme.example`
  hint: write `<label>.{domain}`
landform.hcl:12:16: error: CloudFront takes certificates of us-east-1, where this company may do nothing
  hint: add `us-east-1` to `regions` of `organization`, or leave out `cloudfront`
landform.hcl:14:31: error: certificate `empty` has no name in it
  hint: write `hosts = ["cdn.{domain}"]`
landform.hcl:15:31: error: name `a-very-long-label-that-goes-on-and-on-and-on-and-on-and-on.dev.acme.example` has 75 characters, but the first name of a certificate takes 64
  hint: put a shorter name first

--- checks with code in two buckets, or in none ---
environment "production" {}
bucket "code" {}
bucket "more" {}
company "a-company-of-length" {
  domain        = "acme.example"
  region        = "us-west-2"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
check "login" {
  bucket = "code"
  key    = "login.zip"
}
check "order" {
  bucket = "more"
  key    = "order.zip"
}
check "third" {
  bucket = "cod"
  key    = "order"
}
>>>
landform.hcl:1:13: error: load balancer would be called `a-company-of-length-production-internal`: 39 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:1:13: error: the prefix of checks would be called `a-company-of-length-production`: 30 characters, but AWS takes 20
  hint: shorten one of the names that it is made of
landform.hcl:4:9: error: cache would be called `a-company-of-length-production-main-cache`: 41 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:4:9: error: service would be called `a-company-of-length-production-api`: 34 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:4:9: error: service would be called `a-company-of-length-production-web`: 34 characters, but AWS takes 32
  hint: shorten one of the names that it is made of
landform.hcl:16:12: error: checks `login` and `order` have their code in two buckets, `code` and `more`
  hint: put the code of all checks of an environment into one bucket
landform.hcl:20:12: error: checks `login` and `third` have their code in two buckets, `code` and `cod`
  hint: put the code of all checks of an environment into one bucket
landform.hcl:20:12: error: there is no bucket `cod`
  hint: did you mean `code`?
landform.hcl:21:12: error: `order` is not a zip file
  hint: write it like `login.zip`

--- one number of a repository without the other ---
pipeline { owner_id = "1234567" }
>>>
landform.hcl:1:23: error: `pipeline` has `owner_id` but no `repository_id`
  hint: give both numbers, or none

--- statements through the API for a class that has none ---
database "main" {
  instance_class = "db.t4g.medium"
  data_api       = true
}
>>>
landform.hcl:3:20: error: database `main` wants `data_api`, which AWS has not for `db.t4g.medium`
  hint: leave it out, or choose another class
