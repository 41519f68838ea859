resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = toset(["web-cpu", "db-cpu", "maintenance"])

  alarm_name          = "acme-prod-${each.key}"
  namespace           = "acme"
  metric_name         = each.key
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 60
  evaluation_periods  = 1
}

module "this" {
  source = "@catalog@/composite-alarms"

  name = "acme-prod"

  services = {
    web      = { alarm_names = [aws_cloudwatch_metric_alarm.this["web-cpu"].alarm_name] }
    database = { alarm_names = [aws_cloudwatch_metric_alarm.this["db-cpu"].alarm_name], suppressible = false }
  }

  suppression      = { alarm_name = aws_cloudwatch_metric_alarm.this["maintenance"].alarm_name }
  alarms_topic_arn = "arn:aws:sns:us-east-1:111111111111:acme-prod-alarms"
}
