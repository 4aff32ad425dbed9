"""Another due day (改还款日), and one instalment put off (顺延一期): choosing, reading, signing."""
