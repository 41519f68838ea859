output "detector_id" {
  description = "Detector of the delegated administrator in this region."
  value       = local.detector_id
}
