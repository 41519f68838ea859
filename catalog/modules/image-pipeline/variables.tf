variable "name" {
  description = "Name of the pipeline, e.g. `acme-images`; also the prefix of everything around it and the value of the tag `built-by`, to which the rights of a build are bound."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,46}[a-z0-9]$", var.name))
    error_message = "the name must have 2 to 48 lower case letters, digits or hyphens, no hyphen at either end"
  }
}

variable "vpc_id" {
  description = "Network of the build instances."
  type        = string
  nullable    = false
}

variable "subnet_id" {
  description = "Subnet of the build instances; no other one can be used. It needs a way to the internet, but nothing needs a way in."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.subnet_id, "subnet-")
    error_message = "the subnet must look like `subnet-0123456789abcdef0`"
  }
}

variable "github" {
  description = "The one repository and branch whose workflows may build, spelled as GitHub spells them. `oidc_provider_arn`: the account's identity provider for GitHub, e.g. of `ci-roles`. `organization_id` and `repository_id` are the numbers that GitHub puts into the subject of repositories with immutable subjects (the default for those made since July 2026); set both or none."
  type = object({
    organization      = string
    repository        = string
    branch            = optional(string, "main")
    organization_id   = optional(string)
    repository_id     = optional(string)
    oidc_provider_arn = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$", var.github.organization)) && can(regex("^[A-Za-z0-9._-]{1,100}$", var.github.repository))
    error_message = "organization and repository must be one name each, without wildcards"
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$", var.github.branch)) && !strcontains(var.github.branch, "..") && !startswith(var.github.branch, "refs/")
    error_message = "the branch must be one name such as `main`, without refs/heads/ and without wildcards"
  }

  validation {
    condition     = (var.github.organization_id == null) == (var.github.repository_id == null) && alltrue([for id in [var.github.organization_id, var.github.repository_id] : id == null || can(regex("^[1-9][0-9]{0,18}$", id))])
    error_message = "`organization_id` and `repository_id` must be numbers, both or none"
  }

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.github.oidc_provider_arn))
    error_message = "the provider must be the ARN of one for token.actions.githubusercontent.com"
  }
}

variable "share_account_ids" {
  description = "Accounts that may start instances from the images: account name => twelve-digit account id."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for id in values(var.share_account_ids) : can(regex("^[0-9]{12}$", id))])
    error_message = "each account id must be twelve digits"
  }
}

variable "images" {
  description = "Images by name: each is published as the SSM parameter `/images/<name>`. `ami_id`: this image, and only this module writes the parameter; null = each build writes it, and there is none before the first."
  type = map(object({
    ami_id = optional(string)
  }))
  default = {
    "asg-host"       = {}
    "ecs-node"       = {}
    "openvpn-server" = {}
  }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.images) : can(regex("^[a-z0-9][a-z0-9-]{0,62}$", name))])
    error_message = "the name of an image must have 1 to 63 lower case letters, digits or hyphens"
  }

  validation {
    condition     = alltrue([for image in values(var.images) : image.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", image.ami_id))])
    error_message = "an image id must look like `ami-0123456789abcdef0`"
  }
}

variable "source_owners" {
  description = "Accounts and aliases whose images a build may start from. The default is Amazon, Canonical (099720109477) and this account."
  type        = set(string)
  default     = ["amazon", "099720109477", "self"]
  nullable    = false

  validation {
    condition     = length(var.source_owners) > 0 && alltrue([for owner in var.source_owners : can(regex("^(?:self|amazon|aws-marketplace|[0-9]{12})$", owner))])
    error_message = "an owner must be `self`, `amazon`, `aws-marketplace` or a twelve-digit account id"
  }
}

variable "instance_types" {
  description = "Types of instances that a build may use, which may hold `*`."
  type        = set(string)
  default     = ["t3.*", "t4g.*"]
  nullable    = false

  validation {
    condition     = length(var.instance_types) > 0 && alltrue([for type in var.instance_types : can(regex("^[a-z0-9-]+\\.[a-z0-9*-]+$", type))])
    error_message = "an instance type must look like `t3.small` or `t3.*`"
  }
}

variable "egress_ports" {
  description = "Ports on which build instances reach the internet. 80 is for the package mirrors of Ubuntu, which have no HTTPS but sign their packages."
  type        = set(number)
  default     = [80, 443]
  nullable    = false

  validation {
    condition     = contains(var.egress_ports, 443) && alltrue([for port in var.egress_ports : port >= 1 && port <= 65535])
    error_message = "ports must be between 1 and 65535, and 443 must be one of them"
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
