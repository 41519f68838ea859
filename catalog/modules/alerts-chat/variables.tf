variable "name" {
  description = "Name of the channel's configuration, unique in the account, e.g. `acme-prod-alarms`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,59}$", var.name))
    error_message = "the name must have 1 to 59 letters, digits, hyphens and underscores"
  }
}

variable "slack" {
  description = "Where messages go: id of the workspace (`T…`, connected once by hand in the console) and of the channel (`C…`, or `G…` for a private one). null = no channel, nothing is made."
  type = object({
    workspace_id = string
    channel_id   = string
  })
  default = null

  validation {
    condition     = var.slack == null ? true : can(regex("^[A-Z0-9]{1,255}$", var.slack.workspace_id)) && can(regex("^[CGD][A-Z0-9]{8,254}$", var.slack.channel_id))
    error_message = "workspace and channel must be given by id, such as `T012ABCDEFG` and `C012ABCDEFG`, not by name"
  }
}

variable "topic_arns" {
  description = "Topics whose messages the channel gets, in any region of the account."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.topic_arns) > 0 && alltrue([for arn in var.topic_arns : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:.+$", arn))])
    error_message = "name at least one topic, by its ARN"
  }
}

variable "command_actions" {
  description = "Further reading actions that members may use from the channel, e.g. `logs:StartQuery`. Everybody in the channel gets them, on all resources, and sees what they return. Empty = messages only."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.command_actions : can(regex("^[a-z0-9-]+:(?:Describe|Get|List|Lookup|Search|StartQuery|StopQuery|FilterLogEvents)[A-Za-z]*$", action)) && !contains(["cognito-idp", "dynamodb", "ecr", "kms", "s3", "secretsmanager", "ssm", "sts"], split(":", action)[0])])
    error_message = "only reading actions without wildcards can be used from a channel, such as `logs:StartQuery`, and none of services that hold secrets or data"
  }
}

variable "member_roles_required" {
  description = "Whether a member needs a role of its own for commands. false lets everybody in the channel act with the role of the channel."
  type        = bool
  default     = true
  nullable    = false
}

variable "logging_level" {
  description = "What is logged about the channel: ERROR, INFO (also every command) or NONE."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["ERROR", "INFO", "NONE"], var.logging_level)
    error_message = "the logging level must be ERROR, INFO or NONE"
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
