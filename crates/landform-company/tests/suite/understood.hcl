--- the smallest file ---
company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/infrastructure-live"
  alert_emails  = ["platform@acme.example"]
}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
account stage workload aws+stage@acme.example
account prod workload aws+prod@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 1..2 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.dev.acme.example"] ["/*"] #20010 cpu=256 memory=512 1..2 -> ["main"] ["main"]
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0
environment stage in stage us-east-1 Standard stage.acme.example 10.1.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 2..6 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.stage.acme.example"] ["/*"] #20010 cpu=256 memory=512 2..6 -> ["main"] ["main"]
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1
environment prod in prod us-east-1 Production prod.acme.example 10.2.0.0/16 zones=3 nat=per_zone protect=true logs=365 backups=35 fargate
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 3..12 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.prod.acme.example"] ["/*"] #20010 cpu=256 memory=512 3..12 -> ["main"] ["main"]
  database main postgresql None main 1..16 x2
  cache main valkey None cache.r7g.large +2

--- nothing but the network ---
company "acme" {
  domain        = "acme.example"
  region        = "eu-west-1"
  account_email = "{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
  samples       = false
}
>>>
account management management management@acme.example
account security security security@acme.example
account logs logs logs@acme.example
account shared-services shared shared-services@acme.example
account dev workload dev@acme.example
account stage workload stage@acme.example
account prod workload prod@acme.example
organization manage=true id=None ["eu-west-1", "us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev eu-west-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
environment stage in stage eu-west-1 Standard stage.acme.example 10.1.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
environment prod in prod eu-west-1 Production prod.acme.example 10.2.0.0/16 zones=3 nat=per_zone protect=true logs=365 backups=35 fargate

--- a declared environment replaces the default ones ---
environment "live" {}
environment "qa" { size = "small" }
service "shop" { image = "ecr:shop:v1" }
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account live workload aws+live@acme.example
account qa workload aws+qa@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment live in live us-east-1 Production live.acme.example 10.0.0.0/16 zones=3 nat=per_zone protect=true logs=365 backups=35 fargate
  service shop Own { repository: "shop", tag: "v1" } public=false ["shop.internal.live.acme.example"] ["/*"] #20000 cpu=256 memory=512 3..12 -> [] []
  database main postgresql None main 1..16 x2
  cache main valkey None cache.r7g.large +2
environment qa in qa us-east-1 Small qa.acme.example 10.1.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  service shop Own { repository: "shop", tag: "v1" } public=false ["shop.internal.qa.acme.example"] ["/*"] #20000 cpu=256 memory=512 1..2 -> [] []
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0

--- ranges go around pinned ones and a new environment moves none ---
environment "a" {}
environment "b" { cidr = "10.0.0.0/16" }
environment "c" {}
environment "d" { cidr = "10.2.0.0/20" }
environment "e" {}
service "x" { image = "x:1" }
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account a workload aws+a@acme.example
account b workload aws+b@acme.example
account c workload aws+c@acme.example
account d workload aws+d@acme.example
account e workload aws+e@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment a in a us-east-1 Standard a.acme.example 10.1.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service x Elsewhere("x:1") public=false ["x.internal.a.acme.example"] ["/*"] #20000 cpu=256 memory=512 2..6 -> [] []
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1
environment b in b us-east-1 Standard b.acme.example 10.0.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service x Elsewhere("x:1") public=false ["x.internal.b.acme.example"] ["/*"] #20000 cpu=256 memory=512 2..6 -> [] []
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1
environment c in c us-east-1 Standard c.acme.example 10.3.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service x Elsewhere("x:1") public=false ["x.internal.c.acme.example"] ["/*"] #20000 cpu=256 memory=512 2..6 -> [] []
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1
environment d in d us-east-1 Standard d.acme.example 10.2.0.0/20 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service x Elsewhere("x:1") public=false ["x.internal.d.acme.example"] ["/*"] #20000 cpu=256 memory=512 2..6 -> [] []
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1
environment e in e us-east-1 Standard e.acme.example 10.4.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service x Elsewhere("x:1") public=false ["x.internal.e.acme.example"] ["/*"] #20000 cpu=256 memory=512 2..6 -> [] []
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1

--- accounts by role, by name and by number ---
account "log-archive" { role = "logs" }
account "management" { id = "000000000001" }
account "apps" { email = "root@acme.example" }
environment "test" { account = "apps" }
environment "beta" { account = "apps" }
service "x" { image = "x:1" }
>>>
account management management aws+management@acme.example 000000000001
account security security aws+security@acme.example
account log-archive logs aws+log-archive@acme.example
account shared-services shared aws+shared-services@acme.example
account apps workload root@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment test in apps us-east-1 Small test.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  service x Elsewhere("x:1") public=false ["x.internal.test.acme.example"] ["/*"] #20000 cpu=256 memory=512 1..2 -> [] []
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0
environment beta in apps us-east-1 Standard beta.acme.example 10.1.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  service x Elsewhere("x:1") public=false ["x.internal.beta.acme.example"] ["/*"] #20000 cpu=256 memory=512 2..6 -> [] []
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1

--- one side of a bound moves the other ---
environment "dev" {}
service "x" {
  image = "x:1"
  min   = 9
}
service "y" {
  image = "x:1"
  max   = 1
}
database "orders" { min_capacity = 8 }
database "names" {
  max_capacity = 1
  engine       = "mysql"
}
cache "c" { replicas = 0 }
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  service x Elsewhere("x:1") public=false ["x.internal.dev.acme.example"] ["/*"] #20000 cpu=256 memory=512 9..9 -> [] []
  service y Elsewhere("x:1") public=false ["y.internal.dev.acme.example"] ["/*"] #20010 cpu=256 memory=512 1..1 -> [] []
  database orders postgresql None orders 8..8 x1
  database names mysql None names 0.5..1 x1
  cache c valkey None cache.t4g.micro +0

--- narrow rules come before wide ones ---
environment "dev" {}
service "rest" {
  image  = "x:1"
  public = true
}
service "api" {
  image  = "x:1"
  public = true
  paths  = ["/api/*"]
}
service "shop" {
  image  = "x:1"
  public = true
  hosts  = ["shop.{domain}"]
}
service "shop-api" {
  image  = "x:1"
  public = true
  hosts  = ["shop.{domain}"]
  paths  = ["/api/*"]
}
service "pinned" {
  image    = "x:1"
  public   = true
  paths    = ["/pinned"]
  priority = 1010
}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  service rest Elsewhere("x:1") public=true [] ["/*"] #40000 cpu=256 memory=512 1..2 -> [] []
  service api Elsewhere("x:1") public=true [] ["/api/*"] #10010 cpu=256 memory=512 1..2 -> [] []
  service shop Elsewhere("x:1") public=true ["shop.dev.acme.example"] ["/*"] #20020 cpu=256 memory=512 1..2 -> [] []
  service shop-api Elsewhere("x:1") public=true ["shop.dev.acme.example"] ["/api/*"] #1030 cpu=256 memory=512 1..2 -> [] []
  service pinned Elsewhere("x:1") public=true [] ["/pinned"] #1010 cpu=256 memory=512 1..2 -> [] []
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0

--- instances, images and regions by environment ---
compute {
  type          = "ecs-ec2"
  instance_type = "c7gn.large"
}
environment "dev" {}
environment "prod" {
  region  = "us-west-1"
  compute = "ecs-fargate"
}
service "x" {
  image  = "x:1"
  images = { prod = "registry.example:5000/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  cpu    = 512
}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
account prod workload aws+prod@acme.example
organization manage=true id=None ["us-east-1", "us-west-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 2..6 c7gn.large arm64
  service x Elsewhere("x:1") public=false ["x.internal.dev.acme.example"] ["/*"] #20000 cpu=512 memory=1024 1..2 -> [] []
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0
environment prod in prod us-west-1 Production prod.acme.example 10.1.0.0/16 zones=2 nat=per_zone protect=true logs=365 backups=35 fargate
  service x Elsewhere("registry.example:5000/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef") public=false ["x.internal.prod.acme.example"] ["/*"] #20000 cpu=512 memory=1024 3..12 -> [] []
  database main postgresql None main 1..16 x2
  cache main valkey None cache.r7g.large +2

--- a sample takes the stores that there are ---
environment "dev" {}
database "orders" {}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 1..2 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.dev.acme.example"] ["/*"] #20010 cpu=256 memory=512 1..2 -> [] ["main"]
  database orders postgresql None orders 0.5..2 x1
  cache main valkey None cache.t4g.micro +0

--- functions and templates ---
environment "dev" {
  domain = lower("DEV.${"acme"}.example")
  zones  = max(2, 1)
}
cache "c" {}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=2 nat=single protect=false logs=30 backups=7 fargate
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 1..2 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.dev.acme.example"] ["/*"] #20010 cpu=256 memory=512 1..2 -> ["main"] []
  database main postgresql None main 0.5..2 x1
  cache c valkey None cache.t4g.micro +0

--- people, guardrails, a vpn and a management network ---
environment "dev" { waf = false }
environment "prod" { compute = "asg" }
company "acme" {
  domain        = "acme.example"
  region        = "eu-west-1"
  account_email = "{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
  samples       = false
  cis           = true
}
organization {
  regions        = ["eu-west-1"]
  monthly_budget = 5000
}
access {
  type  = "iam-users"
  users = { "ada.lovelace" = ["developers", "support"] }
}
pipeline { branch = "release/live" }
vpn {
  allow        = ["203.0.113.0/24"]
  environments = ["prod"]
}
network { connect = "transit-gateway" }
>>>
account management management management@acme.example
account security security security@acme.example
account logs logs logs@acme.example
account shared-services shared shared-services@acme.example
account dev workload dev@acme.example
account prod workload prod@acme.example
organization manage=true id=None ["eu-west-1"] budget=5000 access=IamUsers({"ada.lovelace": ["developers", "support"]}) branch=release/live cis=true management=10.255.240.0/20
environment dev in dev eu-west-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
environment prod in prod eu-west-1 Production prod.acme.example 10.1.0.0/16 zones=3 nat=per_zone protect=true logs=365 backups=35 groups of m7i.large x86_64
  vpn from ["203.0.113.0/24"] clients 172.16.4.0/22

--- buckets, and tasks that use them ---
environment "dev" {}
service "web" {
  image   = "ecr:web:v1"
  buckets = ["uploads"]
}
bucket "uploads" {}
bucket "exports" { expire_days = 30 }
task "report" {
  image    = "ecr:report:v1"
  schedule = "cron(0 3 * * ? *)"
  command  = ["report", "--daily"]
  buckets  = ["exports"]
}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=none
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  task report Own { repository: "report", tag: "v1" } cron(0 3 * * ? *) ["report", "--daily"] cpu=256 memory=512 -> [] ["exports"] {}
  bucket uploads expires=None
  bucket exports expires=Some(30)
  service web Own { repository: "web", tag: "v1" } public=false ["web.internal.dev.acme.example"] ["/*"] #20000 cpu=256 memory=512 1..2 -> [] []
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0

--- secrets, certificates, checks and what is shared ---
environment "dev" {
  vpc_id          = "vpc-0123456789abcdef0"
  peering_id      = "pcx-0123456789abcdef0"
  private_zone_id = "Z0123456789ABCDEFGHIJ"
}
environment "prod" {}
network {
  connect           = "peering"
  management_vpc_id = "vpc-0123456789abcdef9"
}
pipeline {
  owner_id      = "1"
  repository_id = "2"
}
slack {
  workspace_id = "T012ABCDEFG"
  channel_id   = "C012ABCDEFG"
}
private_ca { country = "US" }
shared_secret "registry" { description = "token of the registry" }
shared_secret "licence" {
  description = "key of the licence"
  readers     = ["prod", "shared-services"]
}
secret "payment" {
  description  = "key of the payment provider"
  environments = ["prod"]
}
certificate "cdn" {
  hosts      = ["cdn.{domain}", "{domain}"]
  cloudfront = true
}
bucket "code" {}
check "login" {
  bucket = "code"
  key    = "login.zip"
}
service "shop" {
  image        = "ecr:shop:v1"
  secrets      = { PAYMENT = "payment" }
  environments = ["prod"]
}
>>>
account management management aws+management@acme.example
account security security aws+security@acme.example
account logs logs aws+logs@acme.example
account shared-services shared aws+shared-services@acme.example
account dev workload aws+dev@acme.example
account prod workload aws+prod@acme.example
organization manage=true id=None ["us-east-1"] budget=3000 access=IdentityCenter branch=main cis=false management=10.255.240.0/20
shared (Some(Slack { workspace_id: "T012ABCDEFG", channel_id: "C012ABCDEFG" }), Some(PrivateCa { common_name: "acme internal", organization: None, country: Some("US") }), Some(("1", "2")))
shared secret registry: token of the registry ["dev", "prod"]
shared secret licence: key of the licence ["prod", "shared-services"]
environment dev in dev us-east-1 Small dev.acme.example 10.0.0.0/16 zones=3 nat=single protect=false logs=30 backups=7 fargate
  bucket code expires=None
  certificate cdn ["cdn.dev.acme.example", "dev.acme.example"] cloudfront=true
  check login code/login.zip index.handler every 5 minutes
  known (Some("vpc-0123456789abcdef0"), Some("pcx-0123456789abcdef0"), Some("Z0123456789ABCDEFGHIJ"))
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0
environment prod in prod us-east-1 Production prod.acme.example 10.1.0.0/16 zones=3 nat=per_zone protect=true logs=365 backups=35 fargate
  bucket code expires=None
  secret payment: key of the payment provider
  certificate cdn ["cdn.prod.acme.example", "prod.acme.example"] cloudfront=true
  check login code/login.zip index.handler every 5 minutes
  service shop Own { repository: "shop", tag: "v1" } public=false ["shop.internal.prod.acme.example"] ["/*"] #20000 cpu=256 memory=512 3..12 -> [] []
  database main postgresql None main 1..16 x2
  cache main valkey None cache.r7g.large +2
