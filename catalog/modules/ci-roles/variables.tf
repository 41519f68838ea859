variable "github" {
  type = object({
    organization      = string
    repository        = string
    branch            = optional(string, "main")
    environment       = optional(string)
    organization_id   = optional(string)
    repository_id     = optional(string)
    oidc_provider_arn = optional(string)
  })
  description = "The one repository whose workflows may assume the roles, spelled as GitHub spells it: pull requests and `branch` plan, `branch` alone applies. With `environment` only jobs in that GitHub environment apply, still from `branch`. `organization_id` and `repository_id` are the numbers that GitHub puts into the subject of repositories with immutable subjects (the default for those made since July 2026); set both or none. `oidc_provider_arn` names a provider that the account has already. null = no workflow reaches this account directly, only through roles of other accounts."
  default     = null

  validation {
    condition     = var.github == null || can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$", var.github.organization))
    error_message = "github.organization must have 1 to 39 letters, digits, hyphens and underscores, without wildcards"
  }

  validation {
    condition     = var.github == null || can(regex("^[A-Za-z0-9._-]{1,100}$", var.github.repository))
    error_message = "github.repository must be the name of one repository without its organization, of letters, digits, dots, hyphens and underscores, without wildcards"
  }

  validation {
    condition     = var.github == null || try(can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$", var.github.branch)) && !strcontains(var.github.branch, "..") && !startswith(var.github.branch, "refs/"), false)
    error_message = "github.branch must be the name of one branch such as main, without refs/heads/ and without wildcards"
  }

  validation {
    condition     = try(var.github.environment, null) == null || can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$", var.github.environment))
    error_message = "github.environment must have letters, digits, dots, hyphens and underscores, without wildcards"
  }

  validation {
    condition     = alltrue([for id in [try(var.github.organization_id, null), try(var.github.repository_id, null)] : id == null || can(regex("^[1-9][0-9]{0,18}$", id))])
    error_message = "github.organization_id and github.repository_id must be numbers"
  }

  validation {
    condition     = (try(var.github.organization_id, null) == null) == (try(var.github.repository_id, null) == null)
    error_message = "github must have both organization_id and repository_id, or none of them"
  }

  validation {
    condition     = try(var.github.oidc_provider_arn, null) == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.github.oidc_provider_arn))
    error_message = "github.oidc_provider_arn must be the ARN of a provider for token.actions.githubusercontent.com"
  }
}

variable "state" {
  type = object({
    buckets      = set(string)
    kms_key_arns = optional(set(string), [])
  })
  description = "Buckets of this account that hold the states of its units, and the keys that encrypt them. The plan role can read no other object. null = it can read no object at all."
  default     = null

  validation {
    condition     = var.state == null || try(length(var.state.buckets) > 0 && alltrue([for bucket in var.state.buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))]), false)
    error_message = "state.buckets must hold at least one bucket name"
  }

  validation {
    condition     = var.state == null || alltrue([for arn in try(var.state.kms_key_arns, []) : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])
    error_message = "state.kms_key_arns must hold ARNs of KMS keys, not of aliases"
  }
}

variable "plan_role" {
  type = object({
    name                 = optional(string, "landform-plan")
    max_session_hours    = optional(number, 1)
    assumed_by_role_arns = optional(set(string), [])
    assumable_role_arns  = optional(set(string), [])
    writes_lock_files    = optional(bool, false)
    readable = optional(object({
      object_arns    = optional(set(string), [])
      secret_arns    = optional(set(string), [])
      parameter_arns = optional(set(string), [])
      kms_key_arns   = optional(set(string), [])
    }), {})
  })
  description = "Role that plans: it sees how things are set up, but neither changes them nor reads what they hold. `assumed_by_role_arns`: roles that may assume it, such as the plan role of the management account; `assumable_role_arns`: roles that it may assume, such as the plan roles of the other accounts; `writes_lock_files` lets it lock states, its only right to write. `readable` lists data that plans need all the same; every secret in it can be read by anyone who can open a pull request from the repository itself. null = no such role."
  default     = {}

  validation {
    condition     = var.plan_role == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.plan_role.name))
    error_message = "plan_role.name must have 1 to 64 letters, digits and any of + = , . @ _ -"
  }

  validation {
    condition     = var.plan_role == null || try(var.plan_role.max_session_hours >= 1 && var.plan_role.max_session_hours <= 12, false)
    error_message = "plan_role.max_session_hours must be from 1 to 12"
  }

  validation {
    condition     = var.plan_role == null || try(alltrue([for arn in setunion(var.plan_role.assumed_by_role_arns, var.plan_role.assumable_role_arns) : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))]), false)
    error_message = "plan_role.assumed_by_role_arns and assumable_role_arns must hold ARNs of roles, without wildcards"
  }

  validation {
    condition     = var.plan_role == null || try(alltrue([for arn in setunion(var.plan_role.readable.object_arns, var.plan_role.readable.secret_arns, var.plan_role.readable.parameter_arns, var.plan_role.readable.kms_key_arns) : can(regex("^arn:aws[a-z-]*:(s3:::|secretsmanager:|ssm:|kms:)[^ ]*[^ *:]", arn))]), false)
    error_message = "plan_role.readable must hold ARNs of S3 objects, secrets, parameters and keys"
  }
}

variable "apply_role" {
  type = object({
    name                 = optional(string, "landform-apply")
    max_session_hours    = optional(number, 1)
    policy_arns          = optional(map(string))
    assumed_by_role_arns = optional(set(string), [])
    assumable_role_arns  = optional(set(string), [])
    break_glass = optional(object({
      trusted_principal_arns = set(string)
      require_mfa            = optional(bool, true)
      max_mfa_age_minutes    = optional(number, 60)
    }))
  })
  description = "Role that applies. `policy_arns`: its managed policies by a name of your own, by default PowerUserAccess alone; the right to manage roles is added in any case, and the boundary limits the sum. `assumed_by_role_arns`: roles that may assume it, such as the apply role of the management account; `assumable_role_arns`: roles that it, and whatever carries the boundary, may assume. `break_glass` lets people in without a workflow; `require_mfa = false` is needed for principals that are roles, whose sessions carry no proof of a second factor: whoever has such a session can then apply. null = no such role."
  default     = {}

  validation {
    condition     = var.apply_role == null || can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.apply_role.name))
    error_message = "apply_role.name must have 1 to 64 letters, digits and any of + = , . @ _ -"
  }

  validation {
    condition     = var.apply_role == null || try(var.apply_role.max_session_hours >= 1 && var.apply_role.max_session_hours <= 12, false)
    error_message = "apply_role.max_session_hours must be from 1 to 12"
  }

  validation {
    condition     = try(var.apply_role.policy_arns, null) == null || try(alltrue([for arn in values(var.apply_role.policy_arns) : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$", arn))]), false)
    error_message = "apply_role.policy_arns must hold ARNs of managed policies"
  }

  validation {
    condition     = var.apply_role == null || try(alltrue([for arn in setunion(var.apply_role.assumed_by_role_arns, var.apply_role.assumable_role_arns) : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))]), false)
    error_message = "apply_role.assumed_by_role_arns and assumable_role_arns must hold ARNs of roles, without wildcards"
  }

  validation {
    condition     = try(var.apply_role.break_glass, null) == null || try(length(var.apply_role.break_glass.trusted_principal_arns) > 0 && alltrue([for arn in var.apply_role.break_glass.trusted_principal_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]+$", arn))]), false)
    error_message = "apply_role.break_glass.trusted_principal_arns must hold at least one ARN of a role or user, without wildcards"
  }

  validation {
    condition     = try(var.apply_role.break_glass, null) == null || try(var.apply_role.break_glass.max_mfa_age_minutes >= 5 && var.apply_role.break_glass.max_mfa_age_minutes <= 720, false)
    error_message = "apply_role.break_glass.max_mfa_age_minutes must be from 5 to 720"
  }
}

variable "boundary" {
  type = object({
    name                 = optional(string, "landform-boundary")
    require_on_roles     = optional(bool, true)
    protected_role_names = optional(set(string), ["AWSControlTowerExecution", "OrganizationAccountAccessRole", "break-glass-*"])
    manages_organization = optional(bool, false)
    manages_users        = optional(bool, false)
  })
  description = "Limit of the apply role. `require_on_roles`: it can only make roles, and give rights to roles, that carry this boundary too; false lets it make roles that are stronger than itself. `protected_role_names`: roles besides those called `landform-*` that it must not touch, by default those of administrators and of emergencies. `manages_organization` opens AWS Organizations, for the management account. `manages_users` lets it manage users and groups, for an account that keeps people as IAM users: it can then grant them anything. Access keys, leaving the organization and closing accounts are always denied."
  default     = {}
  nullable    = false

  validation {
    condition     = can(regex("^landform-[A-Za-z0-9+=,.@_-]{1,110}$", var.boundary.name))
    error_message = "boundary.name must start with landform-, the prefix that the boundary protects"
  }

  validation {
    condition     = try(alltrue([for name in var.boundary.protected_role_names : can(regex("^[A-Za-z0-9+=,.@_*-]{1,64}$", name)) && name != "*"]), false)
    error_message = "boundary.protected_role_names must hold names of roles, of letters, digits and any of + = , . @ _ - *"
  }
}

variable "passed_to_services" {
  type        = set(string)
  description = "Services that the apply role may hand a role of this account to, by their principal."
  default = [
    "apigateway.amazonaws.com",
    "application-autoscaling.amazonaws.com",
    "autoscaling.amazonaws.com",
    "backup.amazonaws.com",
    "chatbot.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "codebuild.amazonaws.com",
    "config.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "ecs.amazonaws.com",
    "eks.amazonaws.com",
    "events.amazonaws.com",
    "export.rds.amazonaws.com",
    "firehose.amazonaws.com",
    "imagebuilder.amazonaws.com",
    "lambda.amazonaws.com",
    "logs.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pods.eks.amazonaws.com",
    "rds.amazonaws.com",
    "s3.amazonaws.com",
    "scheduler.amazonaws.com",
    "ssm.amazonaws.com",
    "states.amazonaws.com",
    "synthetics.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
  ]
  nullable = false

  validation {
    condition     = length(var.passed_to_services) > 0 && alltrue([for service in var.passed_to_services : can(regex("^[a-z][a-z0-9.-]*\\.amazonaws\\.com(\\.cn)?$", service))])
    error_message = "passed_to_services must hold at least one service principal such as lambda.amazonaws.com, without wildcards"
  }
}
