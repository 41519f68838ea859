variable "name" {
  description = "Name of the service, e.g. `acme-dev-web`; also the prefix of everything around it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "the name becomes a target group's: 2 to 32 letters, digits or hyphens, no hyphen at either end, not beginning with `internal-`"
  }
}

variable "cluster_arn" {
  description = "Cluster in which the service runs. Its ARN also tells the region."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:cluster/.+$", var.cluster_arn))
    error_message = "the cluster ARN must look like `arn:aws:ecs:eu-west-1:111111111111:cluster/apps`"
  }
}

variable "cluster_name" {
  description = "Name of that cluster."
  type        = string
  nullable    = false
}

variable "vpc_id" {
  description = "Network of the tasks."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets of the tasks; they get no public address."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "name at least one subnet"
  }
}

variable "image" {
  description = "Container image with tag or digest. Changing it is the deployment."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][^\\s]*(?::[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "the image must end with a tag other than `latest`, or with a digest, so that a deployment can be repeated"
  }
}

variable "port" {
  description = "Port on which the container listens."
  type        = number
  nullable    = false

  validation {
    condition     = var.port >= 1 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "the port must be a whole number between 1 and 65535"
  }
}

variable "cpu" {
  description = "Processor units of a task; 1024 are one virtual processor."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "the processor units must be 256, 512, 1024, 2048, 4096, 8192 or 16384"
  }
}

variable "memory" {
  description = "Memory of a task in MiB. Fargate supports certain amounts for each number of processor units only."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.memory >= 512 && var.memory <= 122880 && floor(var.memory) == var.memory
    error_message = "the memory must be a whole number of MiB between 512 and 122880"
  }
}

variable "desired" {
  description = "Smallest and largest number of tasks; scaling moves between them. The service starts with the smallest."
  type = object({
    min = optional(number, 2)
    max = optional(number, 6)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.desired.min >= 0 && var.desired.max >= 1 && var.desired.min <= var.desired.max
    error_message = "`min` must not exceed `max`, and `max` must be at least 1"
  }
}

variable "capacity_provider_name" {
  description = "Where tasks run: `FARGATE`, `FARGATE_SPOT`, or the cluster's provider of instances."
  type        = string
  default     = "FARGATE"
  nullable    = false
}

variable "load_balancer" {
  description = "Load balancer in front of the service: requests to one of `hosts` (empty = any) and one of `paths` are forwarded. `priority` orders the rules of a listener and must be unique there. `protocol` HTTPS encrypts up to the container, which may bring a certificate of its own. null = none."
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
    health_check_grace_seconds = optional(number, 60)
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

variable "environment" {
  description = "Environment of the container. Anyone who may describe the task can read it: secrets belong in `secrets`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[a-zA-Z_][a-zA-Z0-9_.-]*$", name))])
    error_message = "a variable name must begin with a letter or underscore, followed by letters, digits, `_`, `.` or `-`"
  }
}

variable "secrets" {
  description = "Secret environment: name => ARN of a Secrets Manager secret (`arn:...:secret:name-AbCdEf`, or `arn:...:secret:name-AbCdEf:key::` for one key of it) or of an SSM parameter."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.secrets) : can(regex("^arn:[a-z-]+:(?:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:|ssm:[a-z0-9-]+:[0-9]{12}:parameter/).+$", arn))])
    error_message = "a secret must be the ARN of a Secrets Manager secret or of an SSM parameter"
  }
}

variable "connects_to" {
  description = "What the service talks to: name => the target's security group and port. Opens the way on both sides."
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
  description = "Networks to which tasks may open HTTPS connections: name => CIDR block. The default permits all, because image registries, AWS services and most APIs are public; with interface endpoints it can be the VPC alone."
  type        = map(string)
  default     = { internet = "0.0.0.0/0" }
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.https_egress) : can(cidrhost(cidr, 0))])
    error_message = "each network must be a CIDR block, e.g. `10.0.0.0/16`"
  }
}

variable "task_role_policies" {
  description = "What the application may do in AWS: policy name => policy document (JSON)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.task_role_policies) : can(regex("^[\\w+=,.@-]{1,128}$", name))])
    error_message = "a policy name must be 1 to 128 letters, digits or `_+=,.@-`"
  }
}

variable "container" {
  description = "How the container runs. The root file system is read-only; `writable_paths` are empty volumes that live as long as the task. `writable_root` lets anyone who breaks in change the program. `user`: null = the image's. `dropped_capabilities`: Linux rights taken away. `health_check_command`: run inside the container, e.g. [\"CMD-SHELL\", \"curl -f localhost:8080\"]."
  type = object({
    command              = optional(list(string))
    entrypoint           = optional(list(string))
    user                 = optional(string)
    writable_root        = optional(bool, false)
    writable_paths       = optional(set(string), ["/tmp"])
    dropped_capabilities = optional(set(string), ["NET_RAW"])
    architecture         = optional(string, "X86_64")
    health_check_command = optional(list(string))
    stop_timeout_seconds = optional(number, 30)
    ephemeral_storage_gb = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.container.architecture)
    error_message = "the architecture must be `X86_64` or `ARM64`"
  }

  validation {
    condition     = alltrue([for path in var.container.writable_paths : can(regex("^/.+$", path))])
    error_message = "a writable path must be absolute and not the root"
  }

  validation {
    condition     = var.container.stop_timeout_seconds >= 0 && var.container.stop_timeout_seconds <= 120
    error_message = "the stop timeout must be between 0 and 120 seconds"
  }

  validation {
    condition     = var.container.ephemeral_storage_gb == null ? true : var.container.ephemeral_storage_gb >= 21 && var.container.ephemeral_storage_gb <= 200
    error_message = "the ephemeral storage must be between 21 and 200 GB; null = 20 GB"
  }
}

variable "autoscaling" {
  description = "Targets that scaling aims at. `requests_per_task`: requests a minute that one task should serve, only with a load balancer. A target of 0 is not watched."
  type = object({
    cpu_percent        = optional(number, 60)
    memory_percent     = optional(number, 75)
    requests_per_task  = optional(number, 0)
    scale_in_cooldown  = optional(number, 300)
    scale_out_cooldown = optional(number, 60)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for percent in [var.autoscaling.cpu_percent, var.autoscaling.memory_percent] : percent >= 0 && percent <= 100])
    error_message = "a target percentage must be between 0 and 100"
  }

  validation {
    condition     = var.autoscaling.requests_per_task >= 0
    error_message = "the requests per task must not be below 0"
  }
}

variable "deployment" {
  description = "How a new version replaces the old one. A deployment that does not become healthy, or that raises the error alarm, is rolled back. With `wait_for_steady_state` an apply ends when the new version runs, and fails when it does not."
  type = object({
    minimum_healthy_percent = optional(number, 100)
    maximum_percent         = optional(number, 200)
    wait_for_steady_state   = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.deployment.minimum_healthy_percent >= 0 && var.deployment.minimum_healthy_percent <= 100 && var.deployment.maximum_percent > 100 && var.deployment.maximum_percent <= 200
    error_message = "the minimum must be between 0 and 100 percent, the maximum above 100 and at most 200 percent"
  }
}

variable "exec" {
  description = "Permits interactive sessions in running containers, encrypted with and recorded in what the cluster provides (its outputs `kms_key_arn` and `session_log_group_arn`). A session sees everything that the application sees. null = off."
  type = object({
    kms_key_arn   = string
    log_group_arn = string
  })
  default = null
}

variable "logs" {
  description = "Log group of the service. `key`: existing key that permits CloudWatch Logs to use it, e.g. the cluster's; null = a key of the service's own."
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
  description = "When an alarm is raised: percentage of processor and memory, server errors within five minutes, seconds that the slowest twentieth of the requests takes."
  type = object({
    cpu_percent         = optional(number, 90)
    memory_percent      = optional(number, 90)
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
