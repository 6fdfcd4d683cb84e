module palisade.dev/tools/crds

go 1.26.0

require (
	github.com/cloudnative-pg/cloudnative-pg v1.30.0
	github.com/kyverno/kyverno v1.19.1
	istio.io/api v1.32.0
	sigs.k8s.io/gateway-api v1.6.3
)
