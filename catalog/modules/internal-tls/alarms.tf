resource "aws_cloudwatch_metric_alarm" "crl" {
  count = var.crl == null ? 0 : 1

  alarm_name          = "${var.name}-crl"
  alarm_description   = "The list of revoked certificates of ${var.name} cannot be written to ${var.crl.bucket_name}"
  namespace           = "AWS/ACMPrivateCA"
  metric_name         = "MisconfiguredCRLBucket"
  dimensions          = { PrivateCAArn = aws_acmpca_certificate_authority.this.arn }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
  ok_actions          = var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
}
