// Reads compose files as Docker's and Podman's compose do, by the library that both are made from, and says what is
// wrong with them.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

// Set when it is built.
var version = "dev"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("compose-check", version)
		return
	}
	for _, file := range os.Args[1:] {
		options, err := cli.NewProjectOptions([]string{file})
		if err == nil {
			_, err = options.LoadProject(context.Background())
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
			os.Exit(1)
		}
	}
}
