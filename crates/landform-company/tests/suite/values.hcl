--- no company ---
# no company
>>>
landform.hcl:1:1: error: there is no block `company`
  hint: begin the file with `company "<name>" { … }`

--- an empty company ---
company "acme" {}
>>>
landform.hcl:1:9: error: company `acme` lacks `account_email`
  hint: add `account_email = "aws+{account}@acme.example"`
landform.hcl:1:9: error: company `acme` lacks `alert_emails`
  hint: add `alert_emails = ["platform@acme.example"]`
landform.hcl:1:9: error: company `acme` lacks `domain`
  hint: add `domain = "acme.example"`
landform.hcl:1:9: error: company `acme` lacks `region`
  hint: add `region = "us-east-1"`
landform.hcl:1:9: error: company `acme` lacks `repository`
  hint: add `repository = "acme/infrastructure-live"`

--- a company without a name ---
# no company
company {}
>>>
landform.hcl:1:1: error: there is no block `company`
  hint: begin the file with `company "<name>" { … }`
landform.hcl:2:1: error: `company` lacks its name
  hint: write `company "<name>" { … }`

--- a company with two names ---
company "acme" "inc" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
>>>
landform.hcl:1:16: error: `company` takes one name only

--- a bad name of a company ---
company "AWS_Acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = ["ops@acme.example"]
}
>>>
landform.hcl:1:9: error: `AWS_Acme` is not a company name
  hint: use 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, but not with `aws`, `ecs`, `fargate` or `internal`

--- every value wrong at once ---
company "acme" {
  domain        = "https://acme.example/"
  region        = "us-east-11"
  account_email = "aws@acme.example"
  repository    = "https://github.com/acme/live"
  alert_emails  = ["ops"]
  bucket_prefix = "Acme"
  samples       = "no"
  tags          = { "aws:x" = "y", ok = "${"$"}{x}" }
}
>>>
landform.hcl:2:19: error: `https://acme.example/` is not a domain
  hint: write it like `acme.example`: lower case, without `https://` and without a dot at the end
landform.hcl:3:19: error: `us-east-11` is not a region of AWS
  hint: did you mean `us-east-1`?
landform.hcl:4:19: error: `aws@acme.example` is not a pattern of e-mail addresses
  hint: write it like `aws+{account}@acme.example`: `{account}` makes the address of each account its own
landform.hcl:5:19: error: `https://github.com/acme/live` is not a repository
  hint: write it like `acme/infrastructure-live`: owner and name, without the host
landform.hcl:6:20: error: `ops` is not an e-mail address
  hint: write it like `platform@acme.example`
landform.hcl:7:19: error: `Acme` is not a company name
  hint: use 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, but not with `aws`, `ecs`, `fargate` or `internal`
landform.hcl:8:19: error: `samples` must be `true` or `false`, not a string
  hint: leave out the quotes
landform.hcl:9:31: error: `aws:x` is not the key of a tag
  hint: use at most 128 letters, digits, spaces and `_.:/=+-@`, not beginning with `aws:`
landform.hcl:9:41: error: `${x}` is not the value of a tag
  hint: use at most 256 letters, digits, spaces and `_.:/=+-@`

--- wrong types ---
company "acme" {
  domain        = ["acme.example"]
  region        = true
  account_email = 1
  repository    = { a = "b" }
  alert_emails  = "ops@acme.example"
  tags          = "x"
}
>>>
landform.hcl:2:19: error: `domain` must be a domain, not a list
landform.hcl:3:19: error: `region` must be a region of AWS, not a truth value
  hint: put it in quotes
landform.hcl:4:19: error: `account_email` must be a pattern of e-mail addresses, not a number
  hint: put it in quotes
landform.hcl:5:19: error: `repository` must be a repository, not a map
landform.hcl:6:19: error: `alert_emails` must be a list, each item an e-mail address, not a string
  hint: write `["ops@acme.example"]`
landform.hcl:7:19: error: `tags` must be a map, each key the key of a tag, each value the value of a tag, not a string

--- an empty list of addresses, and one twice ---
company "acme" {
  domain        = "acme.example"
  region        = "us-east-1"
  account_email = "aws+{account}@acme.example"
  repository    = "acme/live"
  alert_emails  = []
}
service "x" {
  image = "x:1"
  paths = ["/a", "/b", "/a"]
}
>>>
landform.hcl:6:19: error: `alert_emails` is empty
  hint: somebody must hear the alarms
landform.hcl:10:24: error: `paths` lists `/a` twice
  hint: remove one of the two

--- syntax ---
company "acme" {
  domain = 'acme.example'
}
>>>
landform.hcl:2:12: error: an expression is required here, not `'`
  hint: write strings in double quotes

--- an attribute twice ---
company "acme" {
  domain = "a.b"
  domain = "a.c"
}
>>>
landform.hcl:3:3: error: attribute `domain` is set twice

--- an unknown function ---
environment "dev" { domain = lowre("A.B") }
>>>
landform.hcl:1:30: error: there is no function `lowre`

--- an unknown name ---
environment "dev" { domain = var.domain }
>>>
landform.hcl:1:30: error: there is no name `var` here

--- a misspelt attribute ---
environment "dev" { regoin = "us-east-1" }
>>>
landform.hcl:1:21: error: `environment` has no attribute `regoin`
  hint: did you mean `region`?

--- an attribute of another block ---
environment "dev" { node_type = "cache.t4g.small" }
>>>
landform.hcl:1:21: error: `environment` has no attribute `node_type`
  hint: it belongs to `cache`

--- an attribute of no block ---
environment "dev" { colour = "red" }
>>>
landform.hcl:1:21: error: `environment` has no attribute `colour`
  hint: attributes are `account`, `region`, `size`, `domain`, `name_servers`, `transit_gateway_attachment_id`, `vpc_id`, `peering_id`, `private_zone_id`, `cidr`, `zones`, `nat`, `protect`, `log_retention_days`, `dns_query_logs`, `waf` or `compute`

--- a misspelt block ---
enviroment "dev" {}
>>>
landform.hcl:1:1: error: there is no block `enviroment`
  hint: did you mean `environment`?

--- an unknown block ---
bucket "x" {}
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
  bucket x expires=None
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 1..2 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.dev.acme.example"] ["/*"] #20010 cpu=256 memory=512 1..2 -> ["main"] ["main"]
  database main postgresql None main 0.5..2 x1
  cache main valkey None cache.t4g.micro +0
environment stage in stage us-east-1 Standard stage.acme.example 10.1.0.0/16 zones=3 nat=single protect=true logs=90 backups=14 fargate
  bucket x expires=None
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 2..6 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.stage.acme.example"] ["/*"] #20010 cpu=256 memory=512 2..6 -> ["main"] ["main"]
  database main postgresql None main 0.5..4 x2
  cache main valkey None cache.t4g.small +1
environment prod in prod us-east-1 Production prod.acme.example 10.2.0.0/16 zones=3 nat=per_zone protect=true logs=365 backups=35 fargate
  bucket x expires=None
  service web Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=true [] ["/*"] #40000 cpu=256 memory=512 3..12 -> [] []
  service api Elsewhere("public.ecr.aws/nginx/nginx:1.27") public=false ["api.internal.prod.acme.example"] ["/*"] #20010 cpu=256 memory=512 3..12 -> ["main"] ["main"]
  database main postgresql None main 1..16 x2
  cache main valkey None cache.r7g.large +2

--- an attribute outside of any block ---
region = "us-east-1"
colour = "red"
>>>
landform.hcl:1:1: error: `region` stands outside of any block
  hint: move it into the block `company`
landform.hcl:2:1: error: `colour` stands outside of any block
  hint: everything in a company file belongs to a block such as `company`

--- a block in a block ---
environment "dev" {
  service "x" {}
}
service "y" {
  image = "y:1"
  environment { A = "b" }
  colour {}
}
>>>
landform.hcl:2:3: error: `environment` takes no block `service`
  hint: write `service` beside it, not in it
landform.hcl:6:3: error: `service` takes no block `environment`
  hint: write `environment` beside it, not in it
landform.hcl:7:3: error: `service` takes no block `colour`

--- labels where there are none, and none where there are some ---
network "x" {}
service {}
>>>
landform.hcl:1:9: error: `network` takes no label
  hint: write `network { … }`
landform.hcl:2:1: error: `service` lacks its name
  hint: write `service "<name>" { … }`

--- a bad name ---
environment "Dev_1" {}
>>>
landform.hcl:1:13: error: `Dev_1` is not a name
  hint: use at most 30 lower-case letters, digits and single hyphens, beginning with a letter

--- a misspelt choice ---
environment "dev" { size = "prodution" }
>>>
landform.hcl:1:28: error: `size` must be `small`, `standard` or `production`, not `prodution`
  hint: did you mean `production`?

--- a number that is no choice ---
service "x" {
  image = "x:1"
  cpu   = 300
}
>>>
landform.hcl:3:11: error: `cpu` must be `256`, `512`, `1024`, `2048`, `4096`, `8192` or `16384`, not `300`

--- numbers out of bounds ---
environment "dev" { zones = 7 }
service "x" {
  image = "x:1"
  port  = 70000
  min   = 1.5
}
database "d" { max_capacity = 4.2 }
>>>
landform.hcl:1:29: error: `zones` must be a whole number from 2 to 6, not `7`
landform.hcl:4:11: error: `port` must be a whole number from 1 to 65535, not `70000`
landform.hcl:5:11: error: `min` must be a whole number from 0 to 1000, not `1.5`
landform.hcl:7:31: error: `max_capacity` must be a number from 0 to 256 in steps of 0.5, not `4.2`

--- a number in quotes and a word without ---
service "x" {
  image  = "x:1"
  port   = "80"
  public = "true"
}
>>>
landform.hcl:3:12: error: `port` must be a whole number from 1 to 65535, not a string
  hint: leave out the quotes
landform.hcl:4:12: error: `public` must be `true` or `false`, not a string
  hint: leave out the quotes

--- a text without quotes ---
service "x" {
  image = "x:1"
  environment = { A = 1 }
}
>>>
landform.hcl:3:23: error: `environment.A` must be a text, not a number
  hint: put it in quotes

--- a range that begins in its middle ---
network { cidr = "10.1.0.0/8" }
>>>
landform.hcl:1:18: error: `10.1.0.0/8` is not an IPv4 range
  hint: the range begins at `10.0.0.0/8`

--- no range at all ---
environment "dev" { cidr = "ten" }
>>>
landform.hcl:1:28: error: `ten` is not an IPv4 range
  hint: write it like `10.1.0.0/16`: the first address and the number of fixed bits

--- a bad id of an account ---
account "dev" { id = "123" }
>>>
landform.hcl:1:22: error: `123` is not an account id
  hint: account ids have twelve digits and are quoted, because they may begin with 0

--- an id without quotes ---
account "dev" { id = 123456789012 }
>>>
landform.hcl:1:22: error: `id` must be an account id, not a number
  hint: put it in quotes

--- images without a tag ---
service "x" { image = "nginx" }
service "y" { image = "nginx:latest" }
service "z" { image = "ecr:z" }
>>>
landform.hcl:1:23: error: `nginx` is not a container image
  hint: write `ecr:<repository>:<tag>` for an image in the company's own registry, or an image with a tag or digest such as `public.ecr.aws/nginx/nginx:1.27`; `latest` says nothing about what runs
landform.hcl:2:23: error: `nginx:latest` is not a container image
  hint: write `ecr:<repository>:<tag>` for an image in the company's own registry, or an image with a tag or digest such as `public.ecr.aws/nginx/nginx:1.27`; `latest` says nothing about what runs
landform.hcl:3:23: error: `ecr:z` is not a container image
  hint: write `ecr:<repository>:<tag>` for an image in the company's own registry, or an image with a tag or digest such as `public.ecr.aws/nginx/nginx:1.27`; `latest` says nothing about what runs

--- a service without an image ---
service "x" {}
>>>
landform.hcl:1:9: error: service `x` lacks `image`
  hint: add `image = "ecr:shop:v1.4.2"`

--- values in a list and in a map ---
service "x" {
  image          = "x:1"
  paths          = ["api", 1]
  hosts          = ["shop"]
  images         = { Dev = "x:2", dev = "x" }
  environment    = { "a-b" = "x" }
  writable_paths = ["tmp"]
}
>>>
landform.hcl:3:21: error: `api` is not a path
  hint: paths begin with `/`; `*` and `?` stand for any characters and any one character
landform.hcl:3:28: error: `paths` must be a path, not a number
  hint: put it in quotes
landform.hcl:4:21: error: `shop` is not a host name
  hint: write it like `shop.{domain}`, where `{domain}` stands for the domain of the environment
landform.hcl:5:28: error: `Dev` is not a name
  hint: use at most 30 lower-case letters, digits and single hyphens, beginning with a letter
landform.hcl:5:41: error: `x` is not a container image
  hint: write `ecr:<repository>:<tag>` for an image in the company's own registry, or an image with a tag or digest such as `public.ecr.aws/nginx/nginx:1.27`; `latest` says nothing about what runs
landform.hcl:6:30: error: `a-b` is not the name of an environment variable
  hint: use letters, digits and underscores, not beginning with a digit
landform.hcl:7:21: error: `tmp` is not a folder
  hint: write an absolute path such as `/tmp`

--- null is as good as nothing ---
service "x" {
  image = null
}
>>>
landform.hcl:1:9: error: service `x` lacks `image`
  hint: add `image = "ecr:shop:v1.4.2"`

--- classes and versions ---
database "d" {
  instance_class = "r7g.large"
  version        = "v17"
  database_name  = "my-db"
}
cache "c" { node_type = "t4g.micro" }
compute { instance_type = "large" }
>>>
landform.hcl:2:20: error: `r7g.large` is not a class of database instances
  hint: write it like `db.r7g.large`; leave it out for serverless capacity
landform.hcl:3:20: error: `v17` is not a version
  hint: write it like `17` or `16.6`
landform.hcl:4:20: error: `my-db` is not the name of a database
  hint: use at most 63 lower-case letters, digits and underscores, beginning with a letter
landform.hcl:6:25: error: `t4g.micro` is not a type of cache nodes
  hint: write it like `cache.t4g.small`
landform.hcl:7:27: error: `large` is not an instance type
  hint: write it like `m7g.large`

--- faults of the rest of a file whose company is broken ---
company "acme" { region = "nowhere" }
environment "dev" { account = "logs" }
environment "prod" {}
service "x" {
  image     = "x:1"
  databases = ["orders"]
  min       = 3
  max       = 2
}
>>>
landform.hcl:1:9: error: company `acme` lacks `account_email`
  hint: add `account_email = "aws+{account}@acme.example"`
landform.hcl:1:9: error: company `acme` lacks `alert_emails`
  hint: add `alert_emails = ["platform@acme.example"]`
landform.hcl:1:9: error: company `acme` lacks `domain`
  hint: add `domain = "acme.example"`
landform.hcl:1:9: error: company `acme` lacks `repository`
  hint: add `repository = "acme/infrastructure-live"`
landform.hcl:1:27: error: `nowhere` is not a region of AWS
  hint: regions are named like `eu-central-1` or `us-east-1`
landform.hcl:2:31: error: environment `dev` cannot live in account `logs`, whose role is `logs`
  hint: set `account` to one of role `workload`
landform.hcl:6:16: error: there is no database `orders`
  hint: declare it: `database "orders" { … }`
landform.hcl:7:15: error: `min` 3 of service `x` is above its `max` 2
