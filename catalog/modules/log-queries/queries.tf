locals {
  last_week = "day >= date_format(current_date - interval '7' day, '%Y/%m/%d')"
  last_day  = "day >= date_format(current_date - interval '1' day, '%Y/%m/%d')"

  queries = {
    "root-use" = {
      table       = "cloudtrail"
      description = "What root users did in the last week"
      query       = <<-SQL
        SELECT eventtime, account, awsregion, eventsource, eventname, sourceipaddress, useragent, errorcode
        FROM cloudtrail
        WHERE ${local.last_week}
          AND useridentity.type = 'Root'
          AND useridentity.invokedby IS NULL
          AND eventtype <> 'AwsServiceEvent'
        ORDER BY eventtime DESC
      SQL
    }
    "denied-calls" = {
      table       = "cloudtrail"
      description = "Who was denied what in the last week"
      query       = <<-SQL
        SELECT account, useridentity.arn AS caller, eventsource, eventname, errorcode, count(*) AS calls, max(eventtime) AS latest
        FROM cloudtrail
        WHERE ${local.last_week}
          AND (errorcode LIKE '%AccessDenied%' OR errorcode LIKE '%UnauthorizedOperation%')
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY calls DESC
        LIMIT 200
      SQL
    }
    "logins-without-mfa" = {
      table       = "cloudtrail"
      description = "Logins of IAM users and root users to the console without a second factor in the last week"
      query       = <<-SQL
        SELECT eventtime, account, useridentity.type AS kind, useridentity.arn AS caller, sourceipaddress, responseelements
        FROM cloudtrail
        WHERE ${local.last_week}
          AND eventname = 'ConsoleLogin'
          AND useridentity.type IN ('IAMUser', 'Root')
          AND json_extract_scalar(additionaleventdata, '$.MFAUsed') = 'No'
        ORDER BY eventtime DESC
      SQL
    }
    "top-talkers" = {
      table       = "flow_logs"
      description = "Pairs of addresses that moved the most bytes in the last day"
      query       = <<-SQL
        SELECT account, region, source_address, target_address, target_port, sum(bytes) AS bytes, sum(packets) AS packets
        FROM flow_logs
        WHERE ${local.last_day}
          AND action = 'ACCEPT'
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY bytes DESC
        LIMIT 100
      SQL
    }
    "rejected-flows" = {
      table       = "flow_logs"
      description = "Sources whose traffic was rejected most in the last day"
      query       = <<-SQL
        SELECT account, region, source_address, target_address, target_port, count(*) AS flows, sum(packets) AS packets
        FROM flow_logs
        WHERE ${local.last_day}
          AND action = 'REJECT'
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY flows DESC
        LIMIT 100
      SQL
    }
    "5xx-by-target" = {
      table       = "alb"
      description = "Failed requests of the last day, by load balancer and target"
      query       = <<-SQL
        SELECT account, load_balancer, target_group_arn, target_address, status, target_status, error_reason, count(*) AS requests, max(time) AS latest
        FROM alb
        WHERE ${local.last_day}
          AND status >= 500
        GROUP BY 1, 2, 3, 4, 5, 6, 7
        ORDER BY requests DESC
        LIMIT 200
      SQL
    }
    "slow-requests" = {
      table       = "alb"
      description = "Hosts and paths whose targets answered slowest in the last day"
      query       = <<-SQL
        SELECT account, host, method, url_extract_path(url) AS path, count(*) AS requests, approx_percentile(target_seconds, 0.99) AS p99_seconds
        FROM alb
        WHERE ${local.last_day}
          AND target_seconds >= 0
        GROUP BY 1, 2, 3, 4
        HAVING count(*) >= 10
        ORDER BY p99_seconds DESC
        LIMIT 100
      SQL
    }
    "deleted-resources" = {
      table       = "config"
      description = "Resources that were deleted, by all that Config has recorded"
      query       = <<-SQL
        SELECT item.configurationitemcapturetime AS seen, account, region, item.resourcetype, item.resourceid, item.resourcename
        FROM config
        CROSS JOIN UNNEST(configurationitems) AS items(item)
        WHERE item.configurationitemstatus IN ('ResourceDeleted', 'ResourceDeletedNotRecorded')
        ORDER BY seen DESC
        LIMIT 500
      SQL
    }
    "application-errors" = {
      table       = "app_logs"
      description = "Log groups of all accounts with the most lines that speak of errors in the last day"
      query       = <<-SQL
        SELECT owner AS account, loggroup, count(*) AS lines, max_by(event.message, event.timestamp) AS latest
        FROM app_logs
        CROSS JOIN UNNEST(logevents) AS events(event)
        WHERE ${local.last_day}
          AND messagetype = 'DATA_MESSAGE'
          AND regexp_like(event.message, '(?i)\b(error|exception|fatal|panic)\b')
        GROUP BY 1, 2
        ORDER BY lines DESC
        LIMIT 100
      SQL
    }
  }
}
