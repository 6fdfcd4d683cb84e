package dev.palisade.payment;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the payment service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PaymentService {

    static void main(String[] args) {
        SpringApplication.run(PaymentService.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
