package dev.palisade.auth;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the authorization server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AuthServer {

    static void main(String[] args) {
        SpringApplication.run(AuthServer.class, args);
    }
}
