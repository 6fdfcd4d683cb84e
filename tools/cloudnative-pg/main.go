// Prints what CloudNativePG's operator makes of a Cluster, with its own code: one object a line, of a Cluster in JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/certs"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/specs"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/utils"
)

func main() {
	var cluster apiv1.Cluster
	check(json.NewDecoder(os.Stdin).Decode(&cluster))
	cluster.Default()
	cluster.Status.Image = cluster.Spec.ImageName

	instance, err := specs.NewInstance(context.Background(), cluster, 1, true)
	check(err)
	cluster.SetInheritedDataAndOwnership(&instance.ObjectMeta)
	authority, err := certs.CreateRootCA(cluster.Name, cluster.Namespace)
	check(err)
	role := specs.CreateRole(specs.RoleOptions{Cluster: &cluster})
	binding := specs.CreateRoleBinding(cluster.ObjectMeta, cluster.GetServiceAccountName())
	app := specs.CreateSecret(cluster.GetApplicationSecretName(), cluster.Namespace, cluster.GetServiceReadWriteName(),
		cluster.GetApplicationDatabaseName(), cluster.GetApplicationDatabaseOwner(), "password", utils.UserTypeApp)
	cluster.SetInheritedDataAndOwnership(&app.ObjectMeta)

	for _, each := range []struct {
		version, kind string
		object        any
	}{
		{"v1", "Pod", instance},
		{"batch/v1", "Job", specs.CreatePrimaryJobViaInitdb(cluster, 1)},
		{"batch/v1", "Job", specs.JoinReplicaInstance(cluster, 2)},
		{"rbac.authorization.k8s.io/v1", "Role", role},
		{"rbac.authorization.k8s.io/v1", "RoleBinding", binding},
		{"v1", "Service", specs.CreateClusterReadWriteService(cluster)},
		{"policy/v1", "PodDisruptionBudget", specs.BuildPrimaryPodDisruptionBudget(&cluster)},
		{"v1", "Secret", authority.GenerateCASecret(cluster.Namespace, cluster.GetClientCASecretName())},
		{"v1", "Secret", authority.GenerateCertificateSecret(cluster.Namespace, cluster.GetReplicationSecretName())},
		{"v1", "Secret", app},
	} {
		text, err := json.Marshal(each.object)
		check(err)
		var tree map[string]any
		check(json.Unmarshal(text, &tree))
		tree["apiVersion"], tree["kind"] = each.version, each.kind
		delete(tree, "status")
		check(json.NewEncoder(os.Stdout).Encode(tree))
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
