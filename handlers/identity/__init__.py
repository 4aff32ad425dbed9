"""Who the customer is: screens for the name, the number, photos of the card and the face. What was typed or photographed is
read by the domain and shown masked; the conversation that asks is the checkout's."""
