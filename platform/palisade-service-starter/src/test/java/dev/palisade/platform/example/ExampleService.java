package dev.palisade.platform.example;

import dev.palisade.platform.policy.Authorize;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** All that somebody writes who trusts the starter: an application and a controller. */
@SpringBootApplication
class ExampleService {

    @RestController
    static class Shelf {

        @GetMapping("/shelf")
        @Authorize(action = "ReadCatalog", resource = "Catalog")
        String shelf(@RequestParam(defaultValue = "") String query) {
            return "shelf " + query;
        }

        @GetMapping("/forgotten")
        String forgotten() {
            return "A handler that names no action must not run.";
        }
    }
}
