variable "name" {
  description = "Name of the server, e.g. `acme-dev-vpn`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,22}[a-z0-9]$", var.name))
    error_message = "the name becomes part of a bucket's: 2 to 24 lower case letters, digits or hyphens, no hyphen at either end"
  }
}

variable "vpc_id" {
  description = "Network of the server."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Public subnets, in one of which the server runs."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "name at least one subnet"
  }
}

variable "client_cidr" {
  description = "Range from which connected people get their addresses, apart from every network that they reach."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.client_cidr)) && try(cidrhost(var.client_cidr, 0) == split("/", var.client_cidr)[0], false) && try(tonumber(split("/", var.client_cidr)[1]) >= 16 && tonumber(split("/", var.client_cidr)[1]) <= 28, false)
    error_message = "the range must be an IPv4 block of /16 to /28 without host bits, e.g. `172.16.0.0/22`"
  }
}

variable "routes" {
  description = "Networks that connected people reach: name => CIDR block, e.g. the VPC's. The server forwards nothing else."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.routes) > 0 && alltrue([for cidr in values(var.routes) : can(cidrnetmask(cidr)) && try(cidrhost(cidr, 0) == split("/", cidr)[0], false)])
    error_message = "name at least one network, each an IPv4 block without host bits, e.g. `10.0.0.0/16`"
  }
}

variable "allow_cidrs" {
  description = "Networks from which people may connect: name => CIDR block. `0.0.0.0/0` lets anyone knock at the server; without a certificate and the shared key it does not answer."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.allow_cidrs) > 0 && alltrue([for cidr in values(var.allow_cidrs) : can(cidrnetmask(cidr))])
    error_message = "name at least one network, each an IPv4 block, e.g. `198.51.100.0/24`"
  }
}

variable "connects_to" {
  description = "What lets connected people in: name => the target's security group and port. Targets whose group admits the network anyway need no entry."
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

variable "ami_id" {
  description = "Machine image built from `catalog/images/openvpn-server`. null = what `ami_lookup` finds."
  type        = string
  default     = null

  validation {
    condition     = var.ami_id == null ? true : can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "the image id must look like `ami-0123456789abcdef0`"
  }
}

variable "ami_lookup" {
  description = "Finds the newest image of a name at every plan, while `ami_id` is null. `owner`: the account that builds images, or `self`. null = nothing is looked up."
  type = object({
    name  = optional(string, "openvpn-server-*")
    owner = optional(string, "self")
  })
  default = {}

  validation {
    condition     = var.ami_lookup == null ? true : can(regex("^(?:self|amazon|aws-marketplace|[0-9]{12})$", var.ami_lookup.owner))
    error_message = "the owner must be `self`, `amazon`, `aws-marketplace` or a twelve-digit account id"
  }
}

variable "ami_kms_key" {
  description = "Key of another account that encrypts the image; its use is granted to Auto Scaling's role. null = a key of this account, or none."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.ami_kms_key == null ? true : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.ami_kms_key.arn))
    error_message = "the key must be the ARN of a key, not an alias"
  }
}

variable "instance" {
  description = "The server. `root_device`: name of the image's root volume; `root_volume_kms_key_arn`: a key that permits the service-linked role of Auto Scaling to use it, null = the account's default key for EBS. After `max_lifetime_days` the server is replaced; people are connected again within minutes."
  type = object({
    type                    = optional(string, "t3.small")
    root_device             = optional(string, "/dev/sda1")
    root_volume_gb          = optional(number, 10)
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
    condition     = can(regex("^/dev/[a-z0-9]+$", var.instance.root_device))
    error_message = "the root device must look like `/dev/sda1`"
  }

  validation {
    condition     = var.instance.root_volume_gb >= 8 && var.instance.max_lifetime_days >= 1 && var.instance.max_lifetime_days <= 365
    error_message = "the root volume needs at least 8 GB, and the life of the server must be between 1 and 365 days"
  }
}

variable "pki" {
  description = "Certificates: how many days those of the authority, of the server and of people are valid. The common name of the authority is the server's `name`."
  type = object({
    authority_days = optional(number, 3650)
    server_days    = optional(number, 825)
    client_days    = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for days in values(var.pki) : days >= 1 && floor(days) == days]) && var.pki.authority_days >= max(var.pki.server_days, var.pki.client_days)
    error_message = "certificates must be valid for a whole number of days, the authority's the longest"
  }
}

variable "client_dns" {
  description = "Name resolution of connected people: addresses of resolvers, which must be inside `routes` (the VPC's has the network's address plus two), and domains that are completed. Without resolvers people keep their own."
  type = object({
    servers        = optional(list(string), [])
    search_domains = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for address in var.client_dns.servers : can(cidrnetmask("${address}/32"))])
    error_message = "a resolver must be an IPv4 address"
  }

  validation {
    condition     = alltrue([for domain in var.client_dns.search_domains : can(regex("^[a-z0-9][a-z0-9.-]*[a-z0-9]$", domain))])
    error_message = "a domain must look like `dev.example.com`"
  }
}

variable "dns_record" {
  description = "Name of the server in a public zone. null = people connect to the address."
  type = object({
    zone_id = string
    name    = string
  })
  default = null

  validation {
    condition     = var.dns_record == null ? true : can(regex("^[a-z0-9][a-z0-9.-]*[a-z0-9]$", var.dns_record.name))
    error_message = "the name must look like `vpn.dev.example.com`"
  }
}

variable "ssh" {
  description = "SSH for administrators, from these networks (name => CIDR block) with this key pair. Whoever holds the key is root on the host that signs certificates. null = Session Manager only."
  type = object({
    key_name = string
    cidrs    = map(string)
  })
  default = null

  validation {
    condition     = var.ssh == null ? true : length(var.ssh.cidrs) > 0 && alltrue([for cidr in values(var.ssh.cidrs) : can(cidrnetmask(cidr)) && cidr != "0.0.0.0/0"])
    error_message = "name at least one network, each an IPv4 block, and never the whole internet"
  }
}

variable "role_policies" {
  description = "Further rights of the server: policy name => policy document (JSON), e.g. the `instance_policy_json` of `session-access`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.role_policies) : can(regex("^[\\w+=,.@-]{1,128}$", name))])
    error_message = "a policy name must be 1 to 128 letters, digits or `_+=,.@-`"
  }
}

variable "log_retention_days" {
  description = "Days that the log of connections is kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
  }
}

variable "alarm_thresholds" {
  description = "When an alarm is raised: percentage of the processor, refused connections within five minutes."
  type = object({
    cpu_percent   = optional(number, 90)
    failed_logins = optional(number, 20)
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

variable "force_destroy" {
  description = "Lets a destroy empty the bucket first. All certificates are then lost with the server: everybody needs a new one."
  type        = bool
  default     = false
  nullable    = false
}
