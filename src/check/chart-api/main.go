// Decodes the objects in the files that are named, strictly, gives them Kubernetes' defaults, and validates them,
// as the API server does when they are created. The status is 0 if all are taken.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchinstall "k8s.io/kubernetes/pkg/apis/batch/install"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	coreinstall "k8s.io/kubernetes/pkg/apis/core/install"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	networkinginstall "k8s.io/kubernetes/pkg/apis/networking/install"
	networkingvalidation "k8s.io/kubernetes/pkg/apis/networking/validation"
)

func validate(decoder runtime.Decoder, document []byte) error {
	decoded, _, err := decoder.Decode(document, nil, nil)
	if err != nil {
		return err
	}
	var faults field.ErrorList
	switch object := decoded.(type) {
	case *batch.CronJob:
		faults = batchvalidation.ValidateCronJobCreate(object, corevalidation.PodValidationOptions{})
	case *core.ServiceAccount:
		faults = corevalidation.ValidateServiceAccount(object)
	case *core.ConfigMap:
		faults = corevalidation.ValidateConfigMap(object)
	case *networking.NetworkPolicy:
		faults = networkingvalidation.ValidateNetworkPolicy(object, networkingvalidation.NetworkPolicyValidationOptions{})
	default:
		return fmt.Errorf("no validation for %T", object)
	}
	return faults.ToAggregate()
}

func main() {
	scheme := runtime.NewScheme()
	batchinstall.Install(scheme)
	coreinstall.Install(scheme)
	networkinginstall.Install(scheme)
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDecoder()
	taken, refused := 0, 0
	for _, name := range os.Args[1:] {
		file, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		documents := yaml.NewYAMLReader(bufio.NewReader(file))
		for {
			document, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				panic(err)
			}
			if err := validate(decoder, document); err != nil {
				fmt.Println(err)
				refused++
			} else {
				taken++
			}
		}
	}
	fmt.Println(taken, "objects are taken,", refused, "refused")
	if taken == 0 || refused > 0 {
		os.Exit(1)
	}
}
