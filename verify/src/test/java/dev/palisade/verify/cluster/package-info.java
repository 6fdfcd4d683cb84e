/** What the manifests promise, asked of a real control plane: the API server of Kubernetes and its etcd, without nodes. */
@NullMarked
package dev.palisade.verify.cluster;

import org.jspecify.annotations.NullMarked;
