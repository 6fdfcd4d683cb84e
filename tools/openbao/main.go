// Command bao is OpenBao, built from its published Go modules where no image of it can be pulled.
package main

import (
	"os"

	"github.com/openbao/openbao/command"
)

func main() { os.Exit(command.Run(os.Args[1:])) }
