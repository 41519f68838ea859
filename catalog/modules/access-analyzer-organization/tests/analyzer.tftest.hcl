mock_provider "aws" {}

variables {
  name = "acme"
}

run "defaults" {
  command = plan

  assert {
    condition     = { for kind, analyzer in aws_accessanalyzer_analyzer.this : kind => analyzer.type } == { external = "ORGANIZATION" }
    error_message = "access from outside must be reported, and nothing that is billed"
  }

  assert {
    condition     = length(aws_accessanalyzer_archive_rule.this) + length(aws_cloudwatch_event_rule.findings) == 0
    error_message = "no finding may be archived by default"
  }
}

run "everything" {
  command = plan

  variables {
    unused_access = { excluded_account_ids = ["999999999999"] }
    archive_rules = {
      backup-vendor = { reason = "the vendor's account reads our backups", filters = { "principal.AWS" = { contains = ["555555555555"] }, isPublic = { equals = ["false"] } } }
      break-glass   = { analyzer = "unused", reason = "roles for emergencies are meant to be unused", filters = { resource = { contains = [":role/break-glass"] }, error = { exists = false } } }
    }
    finding_alerts = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms", analyzers = ["external", "unused"] }
  }

  assert {
    condition     = aws_accessanalyzer_analyzer.this["unused"].type == "ORGANIZATION_UNUSED_ACCESS" && aws_accessanalyzer_analyzer.this["unused"].configuration[0].unused_access[0].unused_access_age == 90 && one(aws_accessanalyzer_analyzer.this["unused"].configuration[0].unused_access[0].analysis_rule[0].exclusion).account_ids == tolist(["999999999999"])
    error_message = "rights unused for 90 days must be reported, except where excluded"
  }

  assert {
    condition     = aws_accessanalyzer_archive_rule.this["backup-vendor"].analyzer_name == "acme-external-access" && aws_accessanalyzer_archive_rule.this["break-glass"].analyzer_name == "acme-unused-access"
    error_message = "rules must belong to their analyzer"
  }

  assert {
    condition     = toset(aws_accessanalyzer_archive_rule.this["backup-vendor"].filter[*].criteria) == toset(["isPublic", "principal.AWS"])
    error_message = "a rule must have all its filters"
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.findings[0].event_pattern)["detail-type"] == ["Access Analyzer Finding", "Unused Access Finding for IAM entities"] && aws_cloudwatch_event_target.findings[0].arn == "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms"
    error_message = "findings of both must reach the topic"
  }
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_an_age_of_nothing" {
  command = plan
  variables { unused_access = { age_days = 0 } }
  expect_failures = [var.unused_access]
}

run "rejects_a_short_account_id" {
  command = plan
  variables { unused_access = { excluded_account_ids = ["1234"] } }
  expect_failures = [var.unused_access]
}

run "rejects_a_bad_rule_name" {
  command = plan
  variables { archive_rules = { "1st" = { reason = "the vendor reads our backups", filters = { isPublic = { equals = ["false"] } } } } }
  expect_failures = [var.archive_rules]
}

run "rejects_an_unknown_analyzer" {
  command = plan
  variables { archive_rules = { vendor = { analyzer = "internal", reason = "the vendor reads our backups", filters = { isPublic = { equals = ["false"] } } } } }
  expect_failures = [var.archive_rules]
}

run "rejects_a_rule_without_reason" {
  command = plan
  variables { archive_rules = { vendor = { reason = "", filters = { isPublic = { equals = ["false"] } } } } }
  expect_failures = [var.archive_rules]
}

run "rejects_a_rule_without_filters" {
  command = plan
  variables { archive_rules = { vendor = { reason = "the vendor reads our backups", filters = {} } } }
  expect_failures = [var.archive_rules]
}

run "rejects_a_filter_with_two_tests" {
  command = plan
  variables { archive_rules = { vendor = { reason = "the vendor reads our backups", filters = { isPublic = { equals = ["false"], exists = true } } } } }
  expect_failures = [var.archive_rules]
}

run "rejects_a_rule_for_an_analyzer_that_is_off" {
  command = plan
  variables { archive_rules = { vendor = { analyzer = "unused", reason = "the vendor reads our backups", filters = { resource = { contains = ["vendor"] } } } } }
  expect_failures = [aws_accessanalyzer_archive_rule.this]
}

run "rejects_a_topic_name" {
  command = plan
  variables { finding_alerts = { topic_arn = "alarms" } }
  expect_failures = [var.finding_alerts]
}

run "rejects_alerts_of_nothing" {
  command = plan
  variables { finding_alerts = { topic_arn = "arn:aws:sns:eu-west-1:222222222222:acme-security-alarms", analyzers = [] } }
  expect_failures = [var.finding_alerts]
}
