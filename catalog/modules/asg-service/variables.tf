variable "name" {
  description = "Name of the service, e.g. `acme-dev-web`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "the name must have 2 to 32 letters, digits or hyphens, no hyphen at either end, and not begin with `internal-`"
  }
}

variable "vpc_id" {
  description = "Network of the servers."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets of the servers; they get no public address."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "name at least one subnet"
  }
}

variable "port" {
  description = "Port on which the servers listen."
  type        = number
  nullable    = false

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "the port must be a whole number between 1 and 65535"
  }
}

variable "image" {
  description = "Machine image. `id`: this image, and nothing is looked up; null = the newest image at every plan, by `lookup` (name, which may hold `*`, and account that builds it, or `self`), else by the parameter `ssm_parameter`, else Amazon Linux 2023. `architecture` picks the processor of that default. `kms_key`: key of another account that encrypts the image; its use is granted to Auto Scaling's role. `root_device`: name of the image's root volume."
  type = object({
    id = optional(string)
    lookup = optional(object({
      name  = string
      owner = string
    }))
    ssm_parameter = optional(string)
    kms_key       = optional(object({ arn = string }))
    architecture  = optional(string, "x86_64")
    root_device   = optional(string, "/dev/xvda")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.image.id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.image.id))
    error_message = "the image id must look like `ami-0123456789abcdef0`"
  }

  validation {
    condition     = var.image.lookup == null ? true : can(regex("^(?:self|amazon|aws-marketplace|[0-9]{12})$", var.image.lookup.owner))
    error_message = "the owner must be `self`, `amazon`, `aws-marketplace` or a twelve-digit account id"
  }

  validation {
    condition     = var.image.kms_key == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.image.kms_key.arn))
    error_message = "the key must be the ARN of a key, not an alias"
  }

  validation {
    condition     = var.image.ssm_parameter == null || can(regex("^/[a-zA-Z0-9_./-]+$", var.image.ssm_parameter))
    error_message = "the parameter must be a path such as `/images/web`"
  }

  validation {
    condition     = contains(["x86_64", "arm64"], var.image.architecture)
    error_message = "the architecture must be `x86_64` or `arm64`"
  }

  validation {
    condition     = can(regex("^/dev/[a-z0-9]+$", var.image.root_device))
    error_message = "the root device must look like `/dev/xvda`"
  }
}

variable "instance" {
  description = "The servers. `root_volume_kms_key_arn`: a key that permits the service-linked role of Auto Scaling to use it, null = the account's default key for EBS. After `max_lifetime_days` a server is replaced, so that none grows old without updates."
  type = object({
    type                    = optional(string, "t3.small")
    root_volume_gb          = optional(number, 20)
    root_volume_kms_key_arn = optional(string)
    max_lifetime_days       = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9-]+\\.[a-z0-9-]+$", var.instance.type))
    error_message = "the instance type must look like `t3.small`"
  }

  validation {
    condition     = var.instance.root_volume_gb >= 8 && var.instance.root_volume_gb <= 16384
    error_message = "the root volume must have between 8 and 16384 GB"
  }

  validation {
    condition     = var.instance.max_lifetime_days >= 1 && var.instance.max_lifetime_days <= 365
    error_message = "the life of a server must be between 1 and 365 days"
  }
}

variable "user_data" {
  description = "What a server does when it starts: a cloud-init document that begins with `#cloud-config` or a script that begins with `#!`. Anyone who may describe the launch template can read it: secrets belong in Secrets Manager. null = the image knows by itself."
  type        = string
  default     = null

  validation {
    condition     = var.user_data == null ? true : can(regex("^#(?:cloud-config\\s|!/)", var.user_data))
    error_message = "the user data must begin with `#cloud-config` or `#!/`"
  }
}

variable "size" {
  description = "Smallest and largest number of servers; scaling moves between them. The group starts with the smallest."
  type = object({
    min = optional(number, 2)
    max = optional(number, 6)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.size.min >= 0 && var.size.max >= 1 && var.size.min <= var.size.max
    error_message = "`min` must not exceed `max`, and `max` must be at least 1"
  }
}

variable "load_balancer" {
  description = "Load balancer in front of the servers: requests to one of `hosts` (empty = any) and one of `paths` are forwarded. `priority` orders the rules of a listener and must be unique there. `protocol` HTTPS encrypts up to the server, which may bring a certificate of its own. null = none."
  type = object({
    listener_arn               = string
    security_group_id          = string
    arn_suffix                 = string
    priority                   = number
    paths                      = optional(list(string), ["/*"])
    hosts                      = optional(list(string), [])
    protocol                   = optional(string, "HTTP")
    health_check_path          = optional(string, "/")
    health_check_codes         = optional(string, "200-299")
    health_check_grace_seconds = optional(number, 180)
    deregistration_seconds     = optional(number, 30)
    stickiness_seconds         = optional(number)
  })
  default = null

  validation {
    condition     = var.load_balancer == null ? true : var.load_balancer.priority >= 1 && var.load_balancer.priority <= 50000
    error_message = "the priority must be between 1 and 50000"
  }

  validation {
    condition     = var.load_balancer == null ? true : length(var.load_balancer.paths) + length(var.load_balancer.hosts) >= 1 && length(var.load_balancer.paths) + length(var.load_balancer.hosts) <= 5
    error_message = "a rule holds between 1 and 5 paths and hosts together"
  }

  validation {
    condition     = var.load_balancer == null ? true : alltrue([for path in concat(var.load_balancer.paths, [var.load_balancer.health_check_path]) : startswith(path, "/")])
    error_message = "a path must begin with `/`"
  }

  validation {
    condition     = var.load_balancer == null ? true : contains(["HTTP", "HTTPS"], var.load_balancer.protocol)
    error_message = "the protocol must be `HTTP` or `HTTPS`"
  }
}

variable "connects_to" {
  description = "What the servers talk to: name => the target's security group and port. Opens the way on both sides."
  type = map(object({
    security_group_id = string
    port              = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for target in values(var.connects_to) : target.port >= 1 && target.port <= 65535])
    error_message = "a port must be between 1 and 65535"
  }
}

variable "https_egress" {
  description = "Networks to which servers may open HTTPS connections: name => CIDR block. The default permits all, because package repositories, AWS services and most APIs are public; with interface endpoints it can be the VPC alone."
  type        = map(string)
  default     = { internet = "0.0.0.0/0" }
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.https_egress) : can(cidrhost(cidr, 0))])
    error_message = "each network must be a CIDR block, e.g. `10.0.0.0/16`"
  }
}

variable "role_policies" {
  description = "What the application may do in AWS: policy name => policy document (JSON). Every program on a server has these rights."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.role_policies) : can(regex("^[\\w+=,.@-]{1,128}$", name))])
    error_message = "a policy name must be 1 to 128 letters, digits or `_+=,.@-`"
  }
}

variable "secret_arns" {
  description = "Secrets Manager secrets that the servers may read."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.secret_arns : can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^*?]+$", arn))])
    error_message = "a secret must be the full ARN of a Secrets Manager secret"
  }
}

variable "autoscaling" {
  description = "Targets that scaling aims at. `requests_per_instance`: requests a minute that one server should serve, only with a load balancer. A target of 0 is not watched. `warmup_seconds`: time until a new server counts."
  type = object({
    cpu_percent           = optional(number, 60)
    requests_per_instance = optional(number, 0)
    warmup_seconds        = optional(number, 180)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.autoscaling.cpu_percent >= 0 && var.autoscaling.cpu_percent <= 100
    error_message = "the target percentage must be between 0 and 100"
  }

  validation {
    condition     = var.autoscaling.requests_per_instance >= 0 && var.autoscaling.warmup_seconds >= 0
    error_message = "requests and warm-up must not be below 0"
  }
}

variable "schedules" {
  description = "Changes of size by the clock: name => when (`recurrence`, a cron expression of five fields) and the sizes from then on. A size left out stays as it is. What a schedule sets lasts until another one sets it back."
  type = map(object({
    recurrence = string
    time_zone  = optional(string, "Etc/UTC")
    min        = optional(number)
    max        = optional(number)
    desired    = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^[^\\s]+(?: [^\\s]+){4}$", schedule.recurrence))])
    error_message = "a recurrence must be a cron expression of five fields, e.g. `0 7 * * MON-FRI`"
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.min != null || schedule.max != null || schedule.desired != null])
    error_message = "a schedule must set at least one size"
  }

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*$", schedule.time_zone))])
    error_message = "a time zone must look like `Europe/Zurich`"
  }
}

variable "deployment" {
  description = "How servers are replaced when image, user data or type change: new ones start first, up to `maximum_percent` of the group, and at least `minimum_healthy_percent` stay in service. A replacement that fails, or that raises an alarm, is rolled back. `wait_for_capacity`: how long the first apply waits for servers in service, `0` = not at all."
  type = object({
    minimum_healthy_percent = optional(number, 100)
    maximum_percent         = optional(number, 150)
    wait_for_capacity       = optional(string, "10m")
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.deployment.minimum_healthy_percent >= 0 && var.deployment.minimum_healthy_percent <= 100 && var.deployment.maximum_percent > 100 && var.deployment.maximum_percent <= 200 && var.deployment.maximum_percent - var.deployment.minimum_healthy_percent <= 100
    error_message = "the minimum must be between 0 and 100 percent, the maximum above 100 and at most 200 percent, and they must not be more than 100 apart"
  }

  validation {
    condition     = can(regex("^(?:0|[0-9]+[smh])$", var.deployment.wait_for_capacity))
    error_message = "the time to wait must look like `10m`, or be `0`"
  }
}

variable "agent" {
  description = "CloudWatch agent: reports memory and disk, and ships `log_files` to the log group. `install` gets it from the package repository at start, which is for images that lack it. null = no agent, and no alarms on memory and disk."
  type = object({
    log_files = optional(set(string), ["/var/log/cloud-init-output.log"])
    install   = optional(bool, true)
  })
  default = {}

  validation {
    condition     = var.agent == null ? true : alltrue([for path in var.agent.log_files : can(regex("^/[^\\s]+$", path))])
    error_message = "a log file must be an absolute path"
  }
}

variable "logs" {
  description = "Log group of the servers. `key`: existing key that permits CloudWatch Logs to use it; null = a key of the service's own."
  type = object({
    retention_days = optional(number, 365)
    key            = optional(object({ arn = string }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
  }
}

variable "alarm_thresholds" {
  description = "When an alarm is raised: percentage of processor, memory and root volume, server errors within five minutes, seconds that the slowest twentieth of the requests takes."
  type = object({
    cpu_percent         = optional(number, 90)
    memory_percent      = optional(number, 90)
    disk_percent        = optional(number, 85)
    server_errors       = optional(number, 10)
    latency_p95_seconds = optional(number, 2)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for threshold in values(var.alarm_thresholds) : threshold > 0])
    error_message = "a threshold must be above 0"
  }
}

variable "permissions_boundary_arn" {
  description = "Boundary that every role carries, needed where the role that applies this module demands it. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:policy/[A-Za-z0-9+=,.@_/-]+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy of the account"
  }
}

variable "alarms_topic_arn" {
  description = "Topic that alarms notify. null = alarms exist but notify nobody."
  type        = string
  default     = null
}
