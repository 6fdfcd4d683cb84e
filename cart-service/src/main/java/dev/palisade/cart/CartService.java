package dev.palisade.cart;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the cart service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CartService {

    static void main(String[] args) {
        SpringApplication.run(CartService.class, args);
    }
}
