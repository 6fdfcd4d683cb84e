package dev.palisade.platform.example;

import dev.palisade.platform.policy.Authorize;
import dev.palisade.platform.web.DeprecatedOperation;
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

        @GetMapping("/rack")
        @Authorize(action = "ReadCatalog", resource = "Catalog")
        @DeprecatedOperation(since = "2026-12-01", sunset = "2027-06-01")
        String rack() {
            return "what the shelf was before";
        }

        @GetMapping("/forgotten")
        String forgotten() {
            return "A handler that names no action must not run.";
        }
    }
}
