mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name        = "acme-log-queries"
  account_ids = { dev = "333333333333", prod = "444444444444" }
  regions     = ["us-east-1", "eu-west-1"]
  cloudtrail  = { bucket = "acme-logs-cloudtrail" }
}

run "one_table" {
  command = plan

  assert {
    condition     = aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration && aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 107374182400 && aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_KMS" && !aws_athena_workgroup.this.force_destroy
    error_message = "the workgroup must enforce a scan limit and encryption"
  }

  assert {
    condition     = aws_s3_bucket.results.bucket == "acme-log-queries-222222222222-eu-west-1" && aws_s3_bucket_lifecycle_configuration.results.rule[0].expiration[0].days == 7 && aws_s3_bucket_public_access_block.results.restrict_public_buckets && aws_kms_key.this.enable_key_rotation
    error_message = "results must be private, encrypted and short-lived"
  }

  assert {
    condition     = data.aws_iam_policy_document.results.statement[*].sid == tolist(["DenyInsecureTransport", "DenyOldTls"])
    error_message = "the results must refuse plain transport and old TLS"
  }

  assert {
    condition     = keys(aws_glue_catalog_table.this) == ["cloudtrail"] && aws_glue_catalog_database.this.name == "acme_log_queries"
    error_message = "only the kinds with a bucket have a table"
  }

  assert {
    condition     = aws_glue_catalog_table.this["cloudtrail"].parameters["storage.location.template"] == "s3://acme-logs-cloudtrail/AWSLogs/$${account}/CloudTrail/$${region}/$${day}" && aws_glue_catalog_table.this["cloudtrail"].parameters["projection.account.values"] == "333333333333,444444444444" && aws_glue_catalog_table.this["cloudtrail"].parameters["projection.region.values"] == "eu-west-1,us-east-1"
    error_message = "partitions must follow the paths of trails of single accounts"
  }

  assert {
    condition     = sort(keys(aws_athena_named_query.this)) == tolist(["denied-calls", "logins-without-mfa", "root-use"])
    error_message = "only queries of existing tables may be saved"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.query.statement : statement.resources if statement.sid == "Logs"][0] == toset(["arn:aws:s3:::acme-logs-cloudtrail", "arn:aws:s3:::acme-logs-cloudtrail/*"])
    error_message = "queries must read the buckets with logs only"
  }
}

run "whole_archive" {
  command = plan

  variables {
    organization_id     = "o-a1b2c3d4e5"
    first_day           = "2026/01/01"
    flow_logs           = { bucket = "acme-logs-flow-logs" }
    alb                 = { bucket = "acme-logs-alb", prefix = "public" }
    config              = { bucket = "acme-logs-config" }
    app_logs            = { bucket = "acme-app-logs-222222222222-eu-west-1" }
    source_kms_key_arns = ["arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555"]
  }

  assert {
    condition = { for key, table in aws_glue_catalog_table.this : key => table.parameters["storage.location.template"] } == {
      cloudtrail = "s3://acme-logs-cloudtrail/AWSLogs/o-a1b2c3d4e5/$${account}/CloudTrail/$${region}/$${day}"
      flow_logs  = "s3://acme-logs-flow-logs/AWSLogs/$${account}/vpcflowlogs/$${region}/$${day}"
      alb        = "s3://acme-logs-alb/public/AWSLogs/$${account}/elasticloadbalancing/$${region}/$${day}"
      config     = "s3://acme-logs-config/AWSLogs/$${account}/Config/$${region}/$${day}/ConfigHistory"
      app_logs   = "s3://acme-app-logs-222222222222-eu-west-1/logs/$${day}"
    }
    error_message = "tables must follow the paths of the archive"
  }

  assert {
    condition     = aws_glue_catalog_table.this["config"].parameters["projection.day.format"] == "yyyy/M/d" && aws_glue_catalog_table.this["alb"].parameters["projection.day.range"] == "2026/01/01,NOW" && length(aws_glue_catalog_table.this["app_logs"].partition_keys) == 1
    error_message = "days must be written as they are in the paths"
  }

  # A request that was served.
  assert {
    condition = regex("^${aws_glue_catalog_table.this["alb"].storage_descriptor[0].ser_de_info[0].parameters["input.regex"]}$", join(" ", [
      "h2 2026-01-31T23:39:43.945958Z app/web/50dc6c495c0c9188 203.0.113.9:46532 10.0.1.252:8080 0.001 0.014 0.000 502 503 34 366",
      "\"GET https://www.example.com:443/a?b=c d HTTP/2.0\" \"curl/7.46.0 (x)\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2",
      "arn:aws:elasticloadbalancing:eu-west-1:333333333333:targetgroup/web/73e2d6bc24d8a067 \"Root=1-58337364-23a8c76965a2ef7629b185e3\"",
      "\"www.example.com\" \"session-reused\" 1 2026-01-31T23:39:43.944000Z \"forward\" \"-\" \"-\" \"10.0.1.252:8080\" \"503\" \"-\" \"-\" TID_1234",
      ])) == concat(
      ["h2", "2026-01-31T23:39:43.945958Z", "app/web/50dc6c495c0c9188", "203.0.113.9", "46532", "10.0.1.252", "8080", "0.001", "0.014", "0.000", "502", "503", "34", "366"],
      ["GET", "https://www.example.com:443/a?b=c d", "HTTP/2.0", "curl/7.46.0 (x)", "ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2"],
      ["arn:aws:elasticloadbalancing:eu-west-1:333333333333:targetgroup/web/73e2d6bc24d8a067", "Root=1-58337364-23a8c76965a2ef7629b185e3"],
      ["www.example.com", "session-reused", "1", "2026-01-31T23:39:43.944000Z", "forward", "-", "-", "10.0.1.252:8080", "503", "-", "-"],
    )
    error_message = "a line of an access log must be read field by field"
  }

  # A request that never was one, with dashes for what it has not.
  assert {
    condition = length(regex("^${aws_glue_catalog_table.this["alb"].storage_descriptor[0].ser_de_info[0].parameters["input.regex"]}$", join(" ", [
      "http 2026-01-31T23:39:43.945958Z app/web/50dc6c495c0c9188 2001:db8::9:46532 - -1 -1 -1 400 - 0 272 \"- http://www.example.com:80- -\" \"-\" - - -",
      "\"-\" \"-\" \"-\" - 2026-01-31T23:39:43.944000Z \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\"",
    ]))) == length(aws_glue_catalog_table.this["alb"].storage_descriptor[0].columns)
    error_message = "a malformed request must be read as well, with one column per field"
  }

  assert {
    condition     = length(aws_athena_named_query.this) == 9 && strcontains(aws_athena_named_query.this["root-use"].query, "useridentity.type = 'Root'")
    error_message = "all queries must be saved"
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.query.statement : statement.actions if statement.sid == "LogsKeys"][0] == toset(["kms:Decrypt"])
    error_message = "readers may only decrypt with the keys of the archive"
  }
}

run "rejects_no_logs" {
  command = plan
  variables { cloudtrail = null }
  expect_failures = [aws_athena_workgroup.this]
}

run "rejects_an_upper_case_name" {
  command = plan
  variables { name = "Acme" }
  expect_failures = [var.name]
}

run "rejects_a_bad_account" {
  command = plan
  variables { account_ids = { dev = "1234" } }
  expect_failures = [var.account_ids]
}

run "rejects_a_bad_region" {
  command = plan
  variables { regions = ["Frankfurt"] }
  expect_failures = [var.regions]
}

run "rejects_a_bad_organization_id" {
  command = plan
  variables { organization_id = "acme" }
  expect_failures = [var.organization_id]
}

run "rejects_a_bad_day" {
  command = plan
  variables { first_day = "2026-01-31" }
  expect_failures = [var.first_day]
}

run "rejects_a_prefix_with_a_slash" {
  command = plan
  variables { cloudtrail = { bucket = "acme-logs-cloudtrail", prefix = "trails/" } }
  expect_failures = [var.cloudtrail]
}

run "rejects_a_bad_flow_logs_bucket" {
  command = plan
  variables { flow_logs = { bucket = "s3://acme" } }
  expect_failures = [var.flow_logs]
}

run "rejects_a_bad_alb_bucket" {
  command = plan
  variables { alb = { bucket = "s3://acme" } }
  expect_failures = [var.alb]
}

run "rejects_a_bad_config_bucket" {
  command = plan
  variables { config = { bucket = "s3://acme" } }
  expect_failures = [var.config]
}

run "rejects_a_bad_app_logs_bucket" {
  command = plan
  variables { app_logs = { bucket = "s3://acme" } }
  expect_failures = [var.app_logs]
}

run "rejects_a_key_that_is_an_alias" {
  command = plan
  variables { source_kms_key_arns = ["alias/acme-logs"] }
  expect_failures = [var.source_kms_key_arns]
}

run "rejects_a_scan_limit_of_nothing" {
  command = plan
  variables { scan_limit_gb = 0 }
  expect_failures = [var.scan_limit_gb]
}

run "rejects_results_for_ever" {
  command = plan
  variables { results_days = 3650 }
  expect_failures = [var.results_days]
}
