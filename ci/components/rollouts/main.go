// Validates rollouts, and the services and analysis templates that they name, as the controller of Argo Rollouts does
// before it acts on them. Its command line's own `lint` leaves the templates out.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	rollouts "github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/validation"
	"github.com/argoproj/argo-rollouts/utils/analysis"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	strict "sigs.k8s.io/yaml"
)

// Set when it is built.
var version = "dev"

type manifests struct {
	rollouts  []*rollouts.Rollout
	services  map[string]*core.Service
	templates map[string]*rollouts.AnalysisTemplate
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("rollout-check", version)
		return
	}
	all := manifests{services: map[string]*core.Service{}, templates: map[string]*rollouts.AnalysisTemplate{}}
	for _, path := range os.Args[1:] {
		if err := all.readFile(path); err != nil {
			fail("%s: %v", path, err)
		}
	}
	for _, rollout := range all.rollouts {
		problems := append(validation.ValidateRollout(rollout), all.references(rollout)...)
		for _, problem := range problems {
			fmt.Fprintf(os.Stderr, "%s: %v\n", rollout.Name, problem)
		}
		if len(problems) > 0 {
			os.Exit(1)
		}
		fmt.Println(rollout.Name)
	}
}

func (all *manifests) readFile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = all.read(document)
		}
		if err != nil {
			return err
		}
	}
}

func (all *manifests) read(document []byte) error {
	var of meta.PartialObjectMetadata
	if err := strict.Unmarshal(document, &of); err != nil {
		return err
	}
	switch of.Kind {
	case "Rollout":
		rollout := &rollouts.Rollout{}
		all.rollouts = append(all.rollouts, rollout)
		return strict.UnmarshalStrict(document, rollout)
	case "Service":
		all.services[of.Name] = &core.Service{}
		return strict.UnmarshalStrict(document, all.services[of.Name])
	case "AnalysisTemplate":
		all.templates[of.Name] = &rollouts.AnalysisTemplate{}
		return strict.UnmarshalStrict(document, all.templates[of.Name])
	}
	return nil
}

// What a rollout of ours can name: the two services of blue-green, and the templates of its analyses.
func (all *manifests) references(rollout *rollouts.Rollout) field.ErrorList {
	var named validation.ReferencedResources
	service := func(name string, as validation.ServiceType) {
		found, there := all.services[name]
		if !there {
			fail("%s: names the Service %s, which is not there", rollout.Name, name)
		}
		named.ServiceWithType = append(named.ServiceWithType, validation.ServiceWithType{Service: found, Type: as})
	}
	template := func(name string, as validation.AnalysisTemplateType, step int, args []rollouts.AnalysisRunArgument) {
		found, there := all.templates[name]
		if !there {
			fail("%s: names the AnalysisTemplate %s, which is not there", rollout.Name, name)
		}
		// The controller does this only when it is about to measure.
		if err := analysis.ValidateMetrics(found.Spec.Metrics); err != nil {
			fail("%s: %v", name, err)
		}
		named.AnalysisTemplatesWithType = append(named.AnalysisTemplatesWithType, validation.AnalysisTemplatesWithType{
			AnalysisTemplates: []*rollouts.AnalysisTemplate{found}, TemplateType: as, CanaryStepIndex: step, Args: args,
		})
	}
	if canary := rollout.Spec.Strategy.Canary; canary != nil {
		for index, step := range canary.Steps {
			if step.Experiment == nil {
				continue
			}
			for _, one := range step.Experiment.Analyses {
				template(one.TemplateName, validation.InlineAnalysis, index, one.Args)
			}
		}
	}
	if blueGreen := rollout.Spec.Strategy.BlueGreen; blueGreen != nil {
		service(blueGreen.ActiveService, validation.ActiveService)
		service(blueGreen.PreviewService, validation.PreviewService)
		for _, one := range blueGreen.PostPromotionAnalysis.Templates {
			args := blueGreen.PostPromotionAnalysis.Args
			template(one.TemplateName, validation.PostPromotionAnalysis, 0, args)
		}
	}
	return validation.ValidateRolloutReferencedResources(rollout, named)
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}
