locals {
  # What each control looks for, by the events that count. The wording of the patterns is the one that Security Hub checks for.
  events = {
    iam-changes = {
      source = "iam.amazonaws.com"
      names = [
        "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy",
        "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy",
        "DetachGroupPolicy",
      ]
    }
    cloudtrail-changes = {
      source = null
      names  = ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"]
    }
    key-disabling = {
      source = "kms.amazonaws.com"
      names  = ["DisableKey", "ScheduleKeyDeletion"]
    }
    bucket-policy-changes = {
      source = "s3.amazonaws.com"
      names = [
        "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors",
        "DeleteBucketLifecycle", "DeleteBucketReplication",
      ]
    }
    config-changes = {
      source = "config.amazonaws.com"
      names  = ["StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"]
    }
    security-group-changes = {
      source = null
      names = [
        "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress", "CreateSecurityGroup",
        "DeleteSecurityGroup",
      ]
    }
    network-acl-changes = {
      source = null
      names = [
        "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
      ]
    }
    gateway-changes = {
      source = null
      names = [
        "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway",
      ]
    }
    route-table-changes = {
      source = "ec2.amazonaws.com"
      names = [
        "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable",
      ]
    }
    vpc-changes = {
      source = null
      names = [
        "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection",
        "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink",
      ]
    }
    organization-changes = {
      source = "organizations.amazonaws.com"
      names = [
        "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake", "DeleteOrganization",
        "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization",
        "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit",
      ]
    }
  }

  any_of = { for name, event in local.events : name => join(" || ", [for call in event.names : "($.eventName=${call})"]) }

  event_patterns = {
    for name, event in local.events : name => event.source == null ? "{${local.any_of[name]}}" : "{($.eventSource=${event.source}) && (${local.any_of[name]})}"
  }

  controls = {
    unauthorized-calls = {
      cis         = "4.1"
      description = "calls that were refused for lack of rights"
      pattern     = "{($.errorCode=\"*UnauthorizedOperation\") || ($.errorCode=\"AccessDenied*\")}"
    }
    console-without-mfa = {
      cis         = "4.2"
      description = "a user signed in to the console without a second factor"
      pattern     = "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed != \"Yes\") && ($.userIdentity.type = \"IAMUser\") && ($.responseElements.ConsoleLogin = \"Success\") }"
    }
    root-use = {
      cis         = "4.3"
      description = "the root user did something"
      pattern     = "{$.userIdentity.type=\"Root\" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !=\"AwsServiceEvent\"}"
    }
    iam-changes = {
      cis         = "4.4"
      description = "a policy of users, groups or roles was changed"
      pattern     = local.event_patterns["iam-changes"]
    }
    cloudtrail-changes = {
      cis         = "4.5"
      description = "a trail was changed, started or stopped"
      pattern     = local.event_patterns["cloudtrail-changes"]
    }
    console-failures = {
      cis         = "4.6"
      description = "a sign-in to the console failed"
      pattern     = "{($.eventName=ConsoleLogin) && ($.errorMessage=\"Failed authentication\")}"
    }
    key-disabling = {
      cis         = "4.7"
      description = "an encryption key was disabled, or its deletion was scheduled"
      pattern     = local.event_patterns["key-disabling"]
    }
    bucket-policy-changes = {
      cis         = "4.8"
      description = "the policy or another rule of a bucket was changed"
      pattern     = local.event_patterns["bucket-policy-changes"]
    }
    config-changes = {
      cis         = "4.9"
      description = "the recorder or the delivery of AWS Config was changed or stopped"
      pattern     = local.event_patterns["config-changes"]
    }
    security-group-changes = {
      cis         = "4.10"
      description = "a security group was changed"
      pattern     = local.event_patterns["security-group-changes"]
    }
    network-acl-changes = {
      cis         = "4.11"
      description = "a network ACL was changed"
      pattern     = local.event_patterns["network-acl-changes"]
    }
    gateway-changes = {
      cis         = "4.12"
      description = "an internet or customer gateway was changed"
      pattern     = local.event_patterns["gateway-changes"]
    }
    route-table-changes = {
      cis         = "4.13"
      description = "a route or route table was changed"
      pattern     = local.event_patterns["route-table-changes"]
    }
    vpc-changes = {
      cis         = "4.14"
      description = "a VPC or a peering was changed"
      pattern     = local.event_patterns["vpc-changes"]
    }
    organization-changes = {
      cis         = "4.15"
      description = "the organization, an account or a policy of it was changed"
      pattern     = local.event_patterns["organization-changes"]
    }
  }
}
