"""The CPNE's list of evaluators: public by whom it authorises, kept by the secretariat."""
