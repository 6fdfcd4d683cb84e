package dev.palisade.catalog;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the catalog service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CatalogService {

    static void main(String[] args) {
        SpringApplication.run(CatalogService.class, args);
    }
}
